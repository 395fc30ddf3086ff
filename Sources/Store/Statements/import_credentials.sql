-- import_credentials: what devices may hold already, as versions that nothing has proved: $1 devices, $2 versions, $3 user names,
-- $4 key ids, $5 sealed passwords, $6 sealed MEBx passwords or null, $7 realms or null. No lease brought them: generation 0.
-- Requests that are parked because nothing opened their device are ready again, with all trials before them; those that somebody works
-- on are found by wake_provided. Returns what was kept; a version that another
-- writer was faster with is not.
with made as (
    insert into provision.credential (
        device_uuid, version, username, key_id, sealed_password, sealed_mebx_password, mebx_state, digest_realm,
        lease_generation)
    select u, v, n, k, p, m, case when m is null then 'none' else 'intended' end, r, 0
    from unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::text[])
        as x (u, v, n, k, p, m, r)
    order by u, v
    on conflict (device_uuid, version) do nothing
    returning device_uuid, version
), woken as (
    update provision.request q set state = 'ready', ready_at = clock_timestamp(), due_at = null, attempt = 0, refused_logons = 0
    where q.device_uuid in (select device_uuid from made)
        and q.state = 'parked' and q.problem_code = 'credential-unknown'
)
select device_uuid, version from made
