-- complete_requests: the devices of a batch are provisioned and proved; their requests leave the queue.
-- $1 uuid, $2 generation, $3 token, $4 FQDN, $5 profile, $6 AMT version, $7 proved credential version, $8 digest realm,
-- $9 detail. Returns those whose lease was still ours. After an unknown outcome, device.done_generation and done_token tell.
with x as materialized (
    -- One lock order for all writers of batches: no deadlocks.
    select w.* from unnest(
        $1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::text[], $9::text[])
        as w (u, g, t, f, p, a, v, r, d)
    join provision.request q on q.device_uuid = w.u and q.lease_generation = w.g and q.lease_token = w.t
        and q.state = 'leased'
    order by q.device_uuid
    for update of q
), gone as (
    delete from provision.request q using x
    where q.device_uuid = x.u
    returning q.device_uuid, q.site_id, q.lease_generation, q.lease_owner, q.attempt, q.address, q.first_hello_at,
        q.hello_at, x.t, x.f, x.p, x.a, x.v, x.r, x.d
), recorded as (
    insert into provision.device as b (
        device_uuid, site_id, fqdn, profile, amt_version, address, first_hello_at, last_hello_at, provisioned_at,
        done_generation, done_token)
    select device_uuid, site_id, f, p, a, address, first_hello_at, hello_at, clock_timestamp(), lease_generation, t
    from gone order by device_uuid
    on conflict (device_uuid) do update set
        site_id = excluded.site_id, fqdn = excluded.fqdn, profile = excluded.profile,
        amt_version = coalesce(excluded.amt_version, b.amt_version), address = excluded.address,
        first_hello_at = coalesce(b.first_hello_at, excluded.first_hello_at), last_hello_at = excluded.last_hello_at,
        provisioned_at = excluded.provisioned_at, done_generation = excluded.done_generation,
        done_token = excluded.done_token
), proved as (
    update provision.credential c set status = 'current', proven_at = clock_timestamp(), digest_realm = gone.r
    from gone where c.device_uuid = gone.device_uuid and c.version = gone.v
), replaced as (
    update provision.credential c set status = 'superseded', proven_at = coalesce(c.proven_at, clock_timestamp())
    from gone where c.device_uuid = gone.device_uuid and c.version <> gone.v and c.status <> 'superseded'
), settled as (
    delete from provision.problem p using gone where p.device_uuid = gone.device_uuid
), written as (
    insert into provision.journal (device_uuid, lease_generation, node_id, attempt, kind, outcome, detail)
    select device_uuid, lease_generation, lease_owner, attempt, 'settled', 'provisioned', d from gone
)
select device_uuid from gone
