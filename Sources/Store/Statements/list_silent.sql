-- list_silent: up to $2 devices after $1 whose hello window ended before they could be provisioned, in the shape of list_limbo.
select q.device_uuid, d.fqdn, s.name, provision.device_state(q.state, q.attempt, q.problem_code, q.origin),
    q.pid is not null, q.retry_count, q.first_hello_at, q.hello_at, q.window_ends_at, d.amt_version, q.problem_code
from provision.request q
left join provision.device d on d.device_uuid = q.device_uuid
left join provision.site s on s.site_id = q.site_id
where q.state = 'parked' and q.problem_code = 'hello-window-closed' and q.device_uuid > $1::uuid
order by q.device_uuid limit $2::integer
