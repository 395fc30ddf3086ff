-- lose_nodes: nodes of which nothing was heard for $1 seconds have left. What is older than $2 days in tallies goes too, a little at a time.
with late as materialized (
    select node_id from provision.node
    where left_at is null and seen_at < clock_timestamp() - make_interval(secs => $1::double precision)
    order by node_id limit 1000
    for update skip locked
), gone as (
    update provision.node n set left_at = clock_timestamp() from late where n.node_id = late.node_id
    returning n.node_id, n.name, n.role, n.version
), heard as (
    insert into provision.event (type, subject, data)
    select 'node.left', node_id::text, jsonb_build_object('name', name, 'role', role, 'reason', 'lost') from gone
    -- Programs of before do not say that they live.
    where version is not null
), forgotten as (
    delete from provision.tally where minute in (
        select minute from provision.tally where minute < now() - make_interval(days => $2::integer) order by minute limit 5000)
)
select node_id from gone
