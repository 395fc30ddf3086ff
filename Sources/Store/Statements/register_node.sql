-- register_node: a number for this process in the role $2, new at each start.
with made as (
    insert into provision.node (name, role, version) values ($1::text, $2::text, $3::text)
    returning node_id, name, role, version
), heard as (
    insert into provision.event (type, subject, data)
    select 'node.joined', node_id::text, jsonb_build_object('name', name, 'role', role, 'version', version) from made
)
select node_id from made
