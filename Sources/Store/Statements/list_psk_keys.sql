-- list_psk_keys: up to $2 pre-shared keys after the PID $1 (the empty text for the first page) in ascending order, in state $3 or in any
-- (null): PID, state, device and since when, when it came and when it was last given out. Never a PPS.
select k.pid, provision.psk_key_state(q.device_uuid is not null, k.device_uuid, k.replaced_at),
    coalesce(q.device_uuid, k.device_uuid),
    case
        when q.device_uuid is null then coalesce(k.replaced_at, k.used_at)
        when k.device_uuid = q.device_uuid and k.replaced_at is null then k.used_at
        else q.first_hello_at
    end,
    k.imported_at, k.exported_at
from provision.psk_key k
-- Several devices may say the same PID, of a file that was not used up: the one that was heard last.
left join lateral (
    select r.device_uuid, r.first_hello_at from provision.request r
    where r.pid = k.pid order by r.hello_at desc limit 1
) q on true
where k.pid > $1::text
    and ($3::text is null
        or provision.psk_key_state(q.device_uuid is not null, k.device_uuid, k.replaced_at) = $3::text)
order by k.pid
limit $2::integer
