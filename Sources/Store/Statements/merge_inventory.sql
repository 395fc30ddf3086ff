-- merge_inventory: brings what was staged into the records of source $1, and forgets what the source no longer has.
-- Unchanged records are not written. Returns how many were new or changed, and how many went.
with staged as (
    select distinct on (device_uuid) device_uuid, fqdn, profile from pg_temp.inventory_stage order by device_uuid
), changed as (
    insert into provision.inventory_record as r (device_uuid, source, fqdn, profile, changed_at)
    select s.device_uuid, $1::text, s.fqdn, s.profile, clock_timestamp()
    from staged s
    left join provision.inventory_record o on o.device_uuid = s.device_uuid and o.source = $1::text
    where o.device_uuid is null or (o.fqdn, o.profile) is distinct from (s.fqdn, s.profile)
    order by s.device_uuid
    on conflict (device_uuid, source) do update set
        fqdn = excluded.fqdn, profile = excluded.profile, changed_at = excluded.changed_at
    returning device_uuid
), gone as (
    delete from provision.inventory_record r
    where r.source = $1::text and not exists (select from staged s where s.device_uuid = r.device_uuid)
    returning device_uuid
)
select (select count(*) from changed), (select count(*) from gone)
