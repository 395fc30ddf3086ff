-- list_nodes: the nodes that are here, and those that left within $1 seconds, at most $2 of those; with the leases that they hold.
-- The database says what time it is.
with known as (
    select node_id from provision.node where left_at is null
    union all
    (select node_id from provision.node
    where left_at > clock_timestamp() - make_interval(secs => $1::double precision) order by left_at desc limit $2::integer)
)
select n.node_id, n.name, n.role, n.version, n.started_at, n.seen_at, n.left_at, coalesce(l.leases, 0)
from provision.node n
left join (select lease_owner, count(*) as leases from provision.request where state = 'leased' group by 1) l on l.lease_owner = n.node_id
where n.node_id in (select node_id from known)
order by n.left_at is not null, n.role, n.name, n.node_id desc
