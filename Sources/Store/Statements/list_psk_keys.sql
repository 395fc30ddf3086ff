-- list_psk_keys: up to $2 pre-shared keys after the PID $1 (the empty text for the first page) in ascending order, in state $3 or in any
-- (null): PID, state, device and since when, when it came and when it was last given out. Never a PPS.
-- What psk_key_state says of each, in words for which there are indexes. Planned anew each time: which of them is asked for decides.
with listed as materialized (
    select k.pid from provision.psk_key k
    where k.pid > $1::text
        and ($3::text is null or $3::text = 'in-use' and k.device_uuid is not null and k.replaced_at is null)
    order by k.pid limit $2::integer
), named as materialized (
    -- In use as well, whatever was known before: a device in the queue says it.
    select r.pid from (
        select distinct n.pid from provision.request n where $3::text = 'in-use' and n.pid > $1::text
    ) r
    join provision.psk_key k on k.pid = r.pid and k.pid > $1::text
    order by r.pid limit $2::integer
), available as materialized (
    select k.pid from provision.psk_key k
    where $3::text = 'available' and k.pid > $1::text and k.device_uuid is null
        and not exists (select from provision.request r where r.pid = k.pid and r.pid > $1::text)
    order by k.pid limit $2::integer
), replaced as materialized (
    select k.pid from provision.psk_key k
    where $3::text = 'replaced' and k.pid > $1::text and k.replaced_at is not null
        and not exists (select from provision.request r where r.pid = k.pid and r.pid > $1::text)
    order by k.pid limit $2::integer
), page as materialized (
    select pid from listed union select pid from named union select pid from available union select pid from replaced
    order by pid limit $2::integer
)
select k.pid, provision.psk_key_state(q.device_uuid is not null, k.device_uuid, k.replaced_at),
    coalesce(q.device_uuid, k.device_uuid),
    case
        when q.device_uuid is null then coalesce(k.replaced_at, k.used_at)
        when k.device_uuid = q.device_uuid and k.replaced_at is null then k.used_at
        else q.first_hello_at
    end,
    k.imported_at, k.exported_at
from page
join provision.psk_key k on k.pid = page.pid
-- Several devices may say the same PID, of a file that was not used up: the one that was heard last.
left join lateral (
    select r.device_uuid, r.first_hello_at from provision.request r
    where r.pid = k.pid order by r.hello_at desc limit 1
) q on true
order by k.pid
