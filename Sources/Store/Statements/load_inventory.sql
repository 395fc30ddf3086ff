-- load_inventory: what every source says of the devices $1, in either byte order, with the locations that it leads to.
-- Devices that no source knows are not in the answer. Of one source at most twenty records of a device are, living ones first: more
-- only say once more that nobody knows which computer is meant.
select x.u, s.name, r.device_uuid = x.u, r.part, r.resource, r.fqdn, r.amt_version, r.profile, r.site, r.fields::text,
    r.reported_at, r.changed_at, r.vanished_at,
    l.resource, l.fqdn, l.amt_version, l.profile, l.site, l.fields::text, l.reported_at, l.changed_at, l.vanished_at
from unnest($1::uuid[]) as x (u)
join provision.inventory_source s on s.removed_at is null
cross join lateral (
    select o.source_id, o.device_uuid, o.part, o.resource, o.location_id, o.fqdn, o.amt_version, o.profile, o.site, o.fields,
        o.reported_at, o.changed_at, o.vanished_at
    from provision.source_record o
    where o.source_id = s.source_id and o.device_uuid in (x.u, provision.raw_order(x.u))
    order by (o.device_uuid <> x.u), (o.vanished_at is not null), o.resource limit 20
) r
left join provision.source_record l on l.source_id = r.source_id and l.record_id = r.location_id
order by x.u, s.name, r.resource
