-- list_expected: of up to $2 records of devices after $1 that sources have, in the order of their UUIDs, those of devices that never said
-- hello, in either byte order, and the last one that was looked at, so that its reader goes on behind it.
with looked as materialized (
    select r.device_uuid, r.source_id, r.location_id, r.fqdn, r.amt_version, r.site, r.reported_at, r.resource,
        row_number() over (order by r.device_uuid, r.source_id, r.resource) as nth, count(*) over () as looked
    from (
        select o.device_uuid, o.source_id, o.location_id, o.fqdn, o.amt_version, o.site, o.reported_at, o.resource
        from provision.source_record o
        where o.device_uuid > $1::uuid and o.vanished_at is null
        order by o.device_uuid limit $2::integer
    ) r
), judged as (
    select l.*, s.name as source,
        s.source_id is not null
        and not exists (
            select from provision.device d where d.device_uuid in (l.device_uuid, provision.raw_order(l.device_uuid)))
        and not exists (
            select from provision.request q where q.device_uuid in (l.device_uuid, provision.raw_order(l.device_uuid))) as is_silent
    from looked l
    left join provision.inventory_source s on s.source_id = l.source_id and s.removed_at is null
)
select j.device_uuid, coalesce(j.fqdn, x.fqdn), coalesce(j.amt_version, x.amt_version), j.source, coalesce(j.site, x.site),
    coalesce(j.reported_at, x.reported_at), j.is_silent, j.looked = $2::integer
from judged j
left join provision.source_record x on j.is_silent and x.source_id = j.source_id and x.record_id = j.location_id and x.vanished_at is null
where j.is_silent or j.nth = j.looked
order by j.nth
