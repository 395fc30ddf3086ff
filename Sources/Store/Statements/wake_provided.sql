-- wake_provided: up to $1 parked requests whose key or certificate has come, though their worker did not see it in time.
with found as materialized (
    select q.device_uuid from provision.request q
    where q.state = 'parked' and (
        (q.problem_code = 'psk-unknown' and exists (select from provision.psk_key k where k.pid = q.pid))
        or (q.problem_code = 'certificate-none-matches' and exists (
            select from provision.problem p
            where p.device_uuid = q.device_uuid
                and p.noted_at < (select max(imported_at) + interval '15 seconds' from provision.setup_certificate))))
    order by q.device_uuid limit $1::integer
    for update of q skip locked
)
update provision.request q set state = 'ready', due_at = null
from found
where q.device_uuid = found.device_uuid
returning q.device_uuid
