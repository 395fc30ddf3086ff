-- leave_nodes: the nodes $1 end in good order.
with gone as (
    update provision.node set left_at = clock_timestamp() where node_id = any ($1::integer[]) and left_at is null
    returning node_id, name, role
), heard as (
    insert into provision.event (type, subject, data)
    select 'node.left', node_id::text, jsonb_build_object('name', name, 'role', role, 'reason', 'ended') from gone
)
select node_id from gone
