-- list_expected: up to $2 records of devices after $1 that sources have are looked at, in the order of their UUIDs. Each device of them
-- that never said hello, in either byte order, comes once, with a record that a source has of it, whether that was looked at or not; and
-- so does the last device, whatever is so of it, so that its reader goes on behind it.
with looked as materialized (
    select r.device_uuid from provision.source_record r
    where r.device_uuid > $1::uuid and r.vanished_at is null
    order by r.device_uuid limit $2::integer
), page as materialized (
    select (select device_uuid from looked order by device_uuid desc limit 1) as last, (select count(*) from looked) = $2::integer as has_more
), judged as materialized (
    select l.device_uuid,
        not exists (
            select from provision.device d where d.device_uuid in (l.device_uuid, provision.raw_order(l.device_uuid)))
        and not exists (
            select from provision.request q where q.device_uuid in (l.device_uuid, provision.raw_order(l.device_uuid))) as is_silent
    from (select distinct device_uuid from looked) l
)
select j.device_uuid, coalesce(o.fqdn, x.fqdn), coalesce(o.amt_version, x.amt_version), o.source, coalesce(o.site, x.site),
    coalesce(o.reported_at, x.reported_at), o.source is not null, page.has_more
from judged j
cross join page
left join lateral (
    -- Some UUIDs stand in the firmware of many machines: of their records a hundred are enough to choose from.
    select c.source, c.source_id, c.location_id, c.fqdn, c.amt_version, c.site, c.reported_at
    from (
        select s.name as source, r.source_id, r.resource, r.location_id, r.fqdn, r.amt_version, r.site, r.reported_at
        from provision.source_record r
        join provision.inventory_source s on s.source_id = r.source_id and s.removed_at is null
        where j.is_silent and r.device_uuid = j.device_uuid and r.vanished_at is null
        limit 100
    ) c
    order by c.source_id, c.resource limit 1
) o on true
left join provision.source_record x on x.source_id = o.source_id and x.record_id = o.location_id and x.vanished_at is null
where o.source is not null or j.device_uuid = page.last
order by j.device_uuid
