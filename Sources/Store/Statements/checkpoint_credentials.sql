-- checkpoint_credentials: makes the secrets of a batch durable before any of them is sent, each fenced by its lease.
-- $1 uuid, $2 generation, $3 token, $4 version (null when there is none to keep, as the next four are), $5 username, $6 key id, $7 sealed password, $8 sealed MEBx password or null,
-- $9 PID, $10 key id and $11 sealed PPS of a pre-shared key that is to be installed, or null.
-- Returns device, generation and token of the leases that still hold and whose secret is the stored one; for the others nothing was written.
with held as materialized (
    select q.device_uuid, x.v, x.n, x.k, x.p, x.m, x.g, x.t, x.i, x.ik, x.ip
    from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::integer[], $5::text[], $6::text[], $7::bytea[], $8::bytea[],
                $9::text[], $10::text[], $11::bytea[])
        as x (u, g, t, v, n, k, p, m, i, ik, ip)
    join provision.request q on q.device_uuid = x.u and q.lease_generation = x.g and q.lease_token = x.t
        and q.state = 'leased' and q.lease_until > clock_timestamp()
    order by q.device_uuid
    for update of q
), kept as (
    insert into provision.credential as c (
        device_uuid, version, username, key_id, sealed_password, sealed_mebx_password, lease_generation)
    select device_uuid, v, n, k, p, m, g from held where v is not null
    -- The same payload is a repetition after a lost answer; another one is another secret, and that one is not durable. A rotation of
    -- keys in between leaves the payload.
    on conflict (device_uuid, version) do update set status = c.status
        where provision.sealed_payload(c.sealed_password) = provision.sealed_payload(excluded.sealed_password)
            and provision.sealed_payload(c.sealed_mebx_password)
                is not distinct from provision.sealed_payload(excluded.sealed_mebx_password)
    returning c.device_uuid
), keyed as (
    -- Nobody else may get it any more: from here on the device may hold it.
    insert into provision.psk_key as s (pid, key_id, sealed_pps, device_uuid, used_at, lease_generation)
    select i, ik, ip, device_uuid, clock_timestamp(), g from held where i is not null order by i
    -- As above: the same payload is a repetition, another one is another key.
    on conflict (pid) do update set key_id = s.key_id
        where provision.sealed_payload(s.sealed_pps) = provision.sealed_payload(excluded.sealed_pps)
    returning s.pid
)
select held.device_uuid, held.g, held.t from held
where (held.v is null or held.device_uuid in (select device_uuid from kept))
    and (held.i is null or held.i in (select pid from keyed))
