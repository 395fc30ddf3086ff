-- read_seeker: what the newest hello of device $1 says of the certificate that it would take: its list of roots (null for a
-- pre-shared key or no hello), its release, its name, the number of the attempt that runs or comes next, and which has opened it before. No row for a device
-- that is not known.
select s.body, d.amt_version, d.fqdn,
    case when q.device_uuid is null then 1 when q.state = 'leased' then q.attempt else q.attempt + 1 end::integer,
    d.setup_certificate_id
from (select $1::uuid as u) x
left join provision.request q on q.device_uuid = x.u
left join provision.device d on d.device_uuid = x.u
left join provision.root_hash_set s
    on s.root_hash_set_id = coalesce(q.root_hash_set_id, case when q.pid is null then d.root_hash_set_id end)
where q.device_uuid is not null or d.device_uuid is not null
