-- load_briefs: what a worker needs to know of the devices $1 before it calls them; each at most once.
-- Hash list and pre-shared key of the hello, last certificate issued, whether the last
-- work on the device ended before its TLS was in order, the release that it showed
-- last, until when its firmware takes no writes, whether it has refused the last log-on, where it was provisioned, and what
-- it has proved itself by: in this setup, or in the one that is done, and which setup
-- certificate has opened it before.
select q.device_uuid, s.body, k.key_id, k.sealed_pps, c.certificate, c.fqdn,
    q.pid, c.serial, c.not_before, c.not_after,
    exists (
        select from provision.device_section f
        where f.device_uuid = x.u and f.section in ('setup', 'tls') and f.state = 'failed'),
    v.amt_version, v.no_write_until, q.refused_logons > 0,
    case when v.provisioned_at is not null then host(v.address) end,
    case when q.origin = 'hello' then q.proof else v.proof end,
    v.setup_certificate_id
from unnest($1::uuid[]) as x (u)
join provision.request q on q.device_uuid = x.u
left join provision.device v on v.device_uuid = x.u
left join provision.root_hash_set s on s.root_hash_set_id = q.root_hash_set_id
left join provision.psk_key k on k.pid = q.pid
left join lateral (
    select d.certificate, d.fqdn, d.serial, d.not_before, d.not_after from provision.device_certificate d
    where d.device_uuid = x.u order by d.issued_at desc limit 1
) c on true
