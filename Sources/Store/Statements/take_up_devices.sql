-- take_up_devices: an operator has the provisioned ones of the devices $1 taken up at once. Returns each device once: whether it
-- was taken up, which those are not that are in the queue already, and whether it is known.
with asked as materialized (
    select distinct device_uuid from unnest($1::uuid[]) as named (device_uuid)
), made as (
    insert into provision.request (
        device_uuid, site_id, priority, origin, address, retry_count, first_hello_at, hello_at, window_ends_at)
    select d.device_uuid, d.site_id, 0, 'operator', d.address, 0, coalesce(d.first_hello_at, d.provisioned_at),
        coalesce(d.last_hello_at, d.provisioned_at), now() + interval '1 day'
    from provision.device d join asked a on a.device_uuid = d.device_uuid
    where d.provisioned_at is not null and d.address is not null
    order by d.device_uuid
    on conflict (device_uuid) do nothing
    returning device_uuid
)
select a.device_uuid, m.device_uuid is not null,
    exists (select from provision.request r where r.device_uuid = a.device_uuid)
        or exists (select from provision.device d where d.device_uuid = a.device_uuid and d.provisioned_at is not null)
from asked a left join made m on m.device_uuid = a.device_uuid
