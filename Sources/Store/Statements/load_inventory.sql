-- load_inventory: what every source says of the devices $1, in either byte order, with the locations that it leads to.
-- Devices that no source knows are not in the answer.
select x.u, s.name, r.device_uuid = x.u, r.part, r.resource, r.fqdn, r.amt_version, r.profile, r.site, r.fields::text,
    r.reported_at, r.changed_at, r.vanished_at,
    l.resource, l.fqdn, l.amt_version, l.profile, l.site, l.fields::text, l.reported_at, l.changed_at, l.vanished_at
from unnest($1::uuid[]) as x (u)
join provision.source_record r on r.device_uuid in (x.u, provision.raw_order(x.u))
join provision.inventory_source s on s.source_id = r.source_id and s.removed_at is null
left join provision.source_record l on l.source_id = r.source_id and l.record_id = r.location_id
order by x.u, s.name, r.resource
