-- register_otp: the one-time password that the device $1 has to show: $2 key id, $3 sealed; it takes the place of an earlier one. A
-- request that waits because its device has proved nothing is ready again; one that somebody works on is found by wake_provided.
with registered as (
    insert into provision.device_otp as o (device_uuid, key_id, sealed_otp)
    values ($1::uuid, $2::text, $3::bytea)
    on conflict (device_uuid) do update set
        key_id = excluded.key_id, sealed_otp = excluded.sealed_otp, registered_at = clock_timestamp()
    returning o.device_uuid
), woken as (
    update provision.request q set state = 'ready', ready_at = clock_timestamp(), waits_for = null, due_at = null
    from registered
    where q.device_uuid = registered.device_uuid and q.state = 'waiting' and q.problem_code = 'secret-withheld'
)
select device_uuid from registered
