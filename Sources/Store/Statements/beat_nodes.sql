-- beat_nodes: the nodes $1 live, and since they last said so have counted $3 of the kinds $2. Returns the level of logging that
-- operators have chosen, null for none. One that was given up for lost is back.
with here as materialized (
    select node_id, left_at from provision.node where node_id = any ($1::integer[]) order by node_id for update
), seen as (
    update provision.node n set seen_at = clock_timestamp(), left_at = null
    from here where n.node_id = here.node_id
    returning n.node_id, n.name, n.role, n.version, here.left_at is not null as is_back
), heard as (
    insert into provision.event (type, subject, data)
    select 'node.joined', node_id::text, jsonb_build_object('name', name, 'role', role, 'version', version)
    from seen where is_back
), counted as (
    insert into provision.tally as b (minute, kind, count)
    select date_trunc('minute', clock_timestamp()), k, c from unnest($2::text[], $3::bigint[]) as x (k, c) order by k
    on conflict (minute, kind) do update set count = b.count + excluded.count
)
select level from provision.log_level
