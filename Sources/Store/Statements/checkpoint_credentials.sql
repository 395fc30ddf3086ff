-- checkpoint_credentials: makes the secrets of a batch durable before any of them is sent, each fenced by its lease.
-- $1 uuid, $2 generation, $3 token, $4 version, $5 username, $6 key id, $7 sealed password, $8 sealed MEBx password or null.
-- Returns the devices whose lease still holds; for the others nothing was written. Repeating it is harmless.
with held as materialized (
    select q.device_uuid, x.v, x.n, x.k, x.p, x.m, x.g
    from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::integer[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])
        as x (u, g, t, v, n, k, p, m)
    join provision.request q on q.device_uuid = x.u and q.lease_generation = x.g and q.lease_token = x.t
        and q.state = 'leased' and q.lease_until > clock_timestamp()
    order by q.device_uuid
    for update of q
), kept as (
    insert into provision.credential (
        device_uuid, version, username, key_id, sealed_password, sealed_mebx_password, lease_generation)
    select device_uuid, v, n, k, p, m, g from held
    on conflict (device_uuid, version) do nothing
)
select device_uuid from held
