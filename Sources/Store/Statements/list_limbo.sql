-- list_limbo: up to $3 requests that a hello made and that are not finished, in the order in which their hello windows are estimated to
-- end, behind the position ($1, $2) of end and UUID.
select q.device_uuid, d.fqdn, s.name, provision.device_state(q.state, q.attempt, q.problem_code, q.origin),
    q.pid is not null, q.retry_count, q.first_hello_at, q.hello_at, q.window_ends_at, d.amt_version, q.problem_code
from provision.request q
left join provision.device d on d.device_uuid = q.device_uuid
left join provision.site s on s.site_id = q.site_id
where q.state in ('ready', 'waiting') and q.origin = 'hello' and (q.window_ends_at, q.device_uuid) > ($1::timestamptz, $2::uuid)
order by q.window_ends_at, q.device_uuid limit $3::integer
