-- take_up_device: an operator has the provisioned device $1 taken up at once. No row when it is not provisioned, or is in the
-- queue already.
with made as (
    insert into provision.request (
        device_uuid, site_id, priority, origin, address, retry_count, first_hello_at, hello_at, window_ends_at)
    select d.device_uuid, d.site_id, 0, 'operator', d.address, 0, coalesce(d.first_hello_at, d.provisioned_at),
        coalesce(d.last_hello_at, d.provisioned_at), now() + interval '1 day'
    from provision.device d
    where d.device_uuid = $1::uuid and d.provisioned_at is not null and d.address is not null
    on conflict (device_uuid) do nothing
    returning device_uuid
)
select device_uuid from made
