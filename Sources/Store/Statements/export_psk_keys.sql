-- export_psk_keys: the pre-shared keys $1, or with null up to $2 that are available, those that were given out before only where $3 says
-- so. Each is marked as given out, so that two calls at once do not give out the same one as new.
with chosen as (
    select k.pid from provision.psk_key k
    where ($1::text[] is null or k.pid = any ($1::text[]))
        and ($1::text[] is not null or (
            k.device_uuid is null and ($3::boolean or k.exported_at is null)
            and not exists (select from provision.request r where r.pid = k.pid)))
    order by k.pid
    limit $2::integer
    for update of k
)
update provision.psk_key k set exported_at = clock_timestamp()
from chosen
where k.pid = chosen.pid
returning k.pid, k.key_id, k.sealed_pps
