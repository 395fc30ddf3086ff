-- forget_unexpected: up to $1 requests go of devices that nobody expected and that were silent for $2 seconds. One that a secret
-- was made for is not forgotten: the firmware may have it.
with old as materialized (
    select q.device_uuid from provision.request q
    where q.is_unexpected and q.state <> 'leased' and q.hello_at < now() - make_interval(secs => $2::double precision)
        and not exists (select from provision.credential c where c.device_uuid = q.device_uuid)
        and not exists (
            select from provision.source_record r
            join provision.inventory_source s on s.source_id = r.source_id and s.removed_at is null
            where r.device_uuid in (q.device_uuid, provision.raw_order(q.device_uuid)) and r.vanished_at is null)
    limit $1::integer
    for update of q skip locked
), gone as (
    delete from provision.request q using old where q.device_uuid = old.device_uuid
    returning q.device_uuid, q.site_id
), unknown as (
    -- What attempts have learned of it goes with it.
    delete from provision.device d using gone where d.device_uuid = gone.device_uuid and d.provisioned_at is null
), untold as (
    delete from provision.problem p using gone where p.device_uuid = gone.device_uuid
), heard as (
    insert into provision.event (type, subject, site_id)
    select 'device.forgotten', device_uuid::text, site_id from gone order by device_uuid
)
select device_uuid from gone
