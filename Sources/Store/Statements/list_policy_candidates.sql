-- list_policy_candidates: up to $2 devices after $1 that have said hello, are provisioned, or stand in the inventory, in ascending
-- order: where the last hello came from, the release that was shown last, the profile that was given last, and whether it ever
-- said hello. A machine that the inventory has in both byte orders, or that said hello in the other one, is there once.
with ids as (
    (select device_uuid from provision.request where device_uuid > $1::uuid order by device_uuid limit $2::integer)
    union
    (select device_uuid from provision.device where device_uuid > $1::uuid order by device_uuid limit $2::integer)
    union
    (select distinct r.device_uuid from provision.source_record r
    where r.device_uuid > $1::uuid and r.vanished_at is null
        and not exists (select from provision.request o where o.device_uuid = provision.raw_order(r.device_uuid))
        and not exists (select from provision.device o where o.device_uuid = provision.raw_order(r.device_uuid))
        and not exists (
            select from provision.source_record o
            where o.device_uuid = provision.raw_order(r.device_uuid) and o.device_uuid < r.device_uuid
                and o.vanished_at is null)
    order by r.device_uuid limit $2::integer)
    order by device_uuid limit $2::integer
)
select ids.device_uuid, host(coalesce(q.address, d.address)), d.amt_version, d.profile,
    q.device_uuid is not null or d.device_uuid is not null
from ids
left join provision.request q on q.device_uuid = ids.device_uuid
left join provision.device d on d.device_uuid = ids.device_uuid
order by ids.device_uuid
