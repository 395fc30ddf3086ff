-- read_standing: how the request of the device $1 stands; no row when it has none.
select q.waits_for, q.window_ends_at, q.retry_count, q.pid, s.body, n.name, q.lease_until, q.is_unexpected,
    q.origin <> 'hello'
from provision.request q
left join provision.root_hash_set s on s.root_hash_set_id = q.root_hash_set_id
left join provision.node n on n.node_id = q.lease_owner
where q.device_uuid = $1::uuid
