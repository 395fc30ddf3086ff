-- list_policy_candidates: up to $2 devices after $1 that have said hello or are provisioned, in ascending order: where the last
-- hello came from, the release that was shown last, and the profile that was given last.
with ids as (
    (select device_uuid from provision.request where device_uuid > $1::uuid order by device_uuid limit $2::integer)
    union
    (select device_uuid from provision.device where device_uuid > $1::uuid order by device_uuid limit $2::integer)
    order by device_uuid limit $2::integer
)
select ids.device_uuid, host(coalesce(q.address, d.address)), d.amt_version, d.profile
from ids
left join provision.request q on q.device_uuid = ids.device_uuid
left join provision.device d on d.device_uuid = ids.device_uuid
order by ids.device_uuid
