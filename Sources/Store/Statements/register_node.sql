-- register_node: a number for this process, new at each start.
insert into provision.node (name, role) values ($1::text, $2::text) returning node_id
