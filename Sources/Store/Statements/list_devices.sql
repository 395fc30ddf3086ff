-- list_devices: up to $2 devices after $1 (the null UUID for the first page) in ascending order; null stands for "any" in all that
-- follows. $3 state; $4 site; $5 profile; $6 problem; $7 and $8 the first release and the first one that is too high, as texts in the order
-- of their bytes; $9 and $10 the same of names in lower case; $11 and $12 first and last address; $13 and $14 first and last UUID.
-- Planned anew each time: which index is the right one depends on what is asked for.
with provisioned as materialized (
    select d.device_uuid from provision.device d
    where d.device_uuid > $1::uuid and d.provisioned_at is not null
        and not exists (select from provision.request q where q.device_uuid = d.device_uuid)
        and ($3::text is null or $3::text = 'provisioned')
        and ($4::smallint is null or d.site_id = $4::smallint)
        and ($5::text is null or d.profile collate "C" = $5::text)
        and $6::text is null
        and ($7::text is null or d.amt_version collate "C" >= $7::text and d.amt_version collate "C" < $8::text)
        and ($9::text is null or lower(d.fqdn collate "C") >= $9::text and lower(d.fqdn collate "C") < $10::text)
        and ($11::text is null or d.address >= $11::text::inet and d.address <= $12::text::inet)
        and ($13::uuid is null or d.device_uuid >= $13::uuid and d.device_uuid <= $14::uuid)
    order by d.device_uuid limit $2::integer
), bound as materialized (
    -- Behind a whole page of these nothing of the queue is shown: where many are found here, little is looked at there.
    select coalesce(
        (select device_uuid from provisioned order by device_uuid offset $2::integer - 1), 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) as last
), queued as (
    select q.device_uuid from provision.request q
    left join provision.device d on d.device_uuid = q.device_uuid
    where q.device_uuid > $1::uuid and q.device_uuid <= (select last from bound)
        -- What device_state says, in words for which there are indexes.
        and ($3::text is null
            or $3::text = 'discovered' and q.state = 'ready' and q.attempt = 0 and q.origin = 'hello'
            or $3::text = 'waiting' and (q.state = 'waiting' or q.state = 'ready' and (q.attempt <> 0 or q.origin <> 'hello'))
            or $3::text = 'provisioning' and q.state = 'leased'
            or $3::text = 'parked' and q.state = 'parked' and q.problem_code is distinct from 'hello-window-closed'
            or $3::text = 'silent' and q.state = 'parked' and q.problem_code = 'hello-window-closed')
        and ($4::smallint is null or q.site_id = $4::smallint)
        and ($5::text is null or d.profile collate "C" = $5::text)
        and ($6::text is null or q.problem_code = $6::text)
        and ($7::text is null or d.amt_version collate "C" >= $7::text and d.amt_version collate "C" < $8::text)
        and ($9::text is null or lower(d.fqdn collate "C") >= $9::text and lower(d.fqdn collate "C") < $10::text)
        and ($11::text is null or q.address >= $11::text::inet and q.address <= $12::text::inet)
        and ($13::uuid is null or q.device_uuid >= $13::uuid and q.device_uuid <= $14::uuid)
    order by q.device_uuid limit $2::integer
), ids as (
    select device_uuid from provisioned union all select device_uuid from queued order by device_uuid limit $2::integer
)
select ids.device_uuid,
    case when q.device_uuid is null then 'provisioned'
         else provision.device_state(q.state, q.attempt, q.problem_code, q.origin) end,
    s.name, d.fqdn, host(coalesce(q.address, d.address)), d.amt_version, d.profile,
    case when q.device_uuid is not null then q.problem_code end, p.evidence::text,
    coalesce(q.attempt, 0)::integer,
    case when q.state in ('waiting', 'parked') then q.due_at end,
    coalesce(d.first_hello_at, q.first_hello_at), coalesce(q.hello_at, d.last_hello_at), d.provisioned_at,
    case when d.provisioned_at is not null then d.profile_version end,
    case when q.origin = 'hello' then q.proof else d.proof end
from ids
left join provision.request q on q.device_uuid = ids.device_uuid
left join provision.device d on d.device_uuid = ids.device_uuid
-- One look for each row of the page: as a plain join the whole table is read when it is small beside the page.
left join lateral (
    select b.evidence from provision.problem b where b.device_uuid = ids.device_uuid and b.code = q.problem_code limit 1
) p on true
left join provision.site s on s.site_id = coalesce(q.site_id, d.site_id)
order by ids.device_uuid
