-- wake_provided: up to $1 requests for which a key, a certificate, a password or a one-time password has come that their attempt has not
-- seen. A password has all its trials before it: who brings one has seen to it that it can be tried.
with found as materialized (
    select q.device_uuid from provision.request q
    left join provision.problem p on p.device_uuid = q.device_uuid
    where q.state = 'parked' and (
        (q.problem_code = 'psk-unknown' and exists (select from provision.psk_key k where k.pid = q.pid))
        or (q.problem_code = 'certificate-none-matches'
            and provision.looked_at(p.noted_at, p.looked_before)
                < (select max(imported_at) + interval '15 seconds' from provision.setup_certificate))
        or (q.problem_code = 'credential-unknown' and exists (
            select from provision.credential c
            where c.device_uuid = q.device_uuid and c.lease_generation = 0
                and case
                    when p.evidence ->> 'credential.newest' ~ '^[0-9]{1,9}$'
                        then c.version > (p.evidence ->> 'credential.newest')::integer
                    else c.created_at > provision.looked_at(p.noted_at, p.looked_before) - interval '15 seconds' end)))
        or q.state = 'waiting' and q.problem_code = 'secret-withheld' and exists (
            select from provision.device_otp o
            where o.device_uuid = q.device_uuid
                and o.registered_at > provision.looked_at(p.noted_at, p.looked_before) - interval '15 seconds')
    order by q.device_uuid limit $1::integer
    for update of q skip locked
)
update provision.request q set
    state = 'ready', ready_at = clock_timestamp(), waits_for = null, due_at = null,
    attempt = case when q.problem_code = 'credential-unknown' then 0 else q.attempt end,
    refused_logons = case when q.problem_code = 'credential-unknown' then 0 else q.refused_logons end
from found
where q.device_uuid = found.device_uuid
returning q.device_uuid
