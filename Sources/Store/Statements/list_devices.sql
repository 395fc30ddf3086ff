-- list_devices: up to $2 devices after $1 (the null UUID for the first page) in ascending order, of state $3 or of any (null).
with ids as (
    (
        select device_uuid from provision.request
        where device_uuid > $1::uuid
            and ($3::text is null or provision.device_state(state, attempt, problem_code, origin) = $3::text)
        order by device_uuid limit $2::integer
    ) union (
        select d.device_uuid from provision.device d
        where d.device_uuid > $1::uuid and ($3::text is null or $3::text = 'provisioned')
            and d.provisioned_at is not null
            and not exists (select from provision.request q where q.device_uuid = d.device_uuid)
        order by d.device_uuid limit $2::integer
    )
    order by device_uuid limit $2::integer
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
left join provision.problem p on p.device_uuid = ids.device_uuid and p.code = q.problem_code
left join provision.site s on s.site_id = coalesce(q.site_id, d.site_id)
order by ids.device_uuid
