-- list_nodes: the nodes that are here, and those that left within $1 seconds, at most $2 of those; with the leases that they hold.
-- The database says what time it is. One of which nothing was heard for $3 seconds has left, though no coordinator was there to
-- note it.
with known as (
    select node_id from provision.node where left_at is null
    union all
    (select node_id from provision.node
    where left_at > clock_timestamp() - make_interval(secs => $1::double precision) order by left_at desc limit $2::integer)
), stood as (
    select n.*, coalesce(n.left_at, case
        when n.seen_at < clock_timestamp() - make_interval(secs => $3::double precision)
            then n.seen_at + make_interval(secs => $3::double precision) end) as gone_at
    from provision.node n
    where n.node_id in (select node_id from known)
)
select s.node_id, s.name, s.role, s.version, s.started_at, s.seen_at, s.gone_at, coalesce(l.leases, 0)
from stood s
left join (select lease_owner, count(*) as leases from provision.request where state = 'leased' group by 1) l on l.lease_owner = s.node_id
order by s.gone_at is not null, s.role, s.name, s.node_id desc
