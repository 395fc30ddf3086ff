-- load_installed_keys: fresh pre-shared keys that an attempt may have put into the devices $1, and that their hello does not name; of each
-- device the newest first. An attempt makes one at most, and a request has twelve attempts unless a setting says otherwise.
select q.device_uuid, k.pid, k.key_id, k.sealed_pps
from unnest($1::uuid[]) as x (u)
join provision.request q on q.device_uuid = x.u
cross join lateral (
    select s.pid, s.key_id, s.sealed_pps, s.used_at from provision.psk_key s
    where s.device_uuid = q.device_uuid and s.lease_generation is not null and s.replaced_at is null and s.pid <> q.pid
    order by s.used_at desc
    limit 12
) k
order by q.device_uuid, k.used_at desc
