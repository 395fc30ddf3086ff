-- release_requests: gives the requests of a batch back: ready again, waiting or parked.
-- $1 uuid, $2 generation, $3 token, $4 state, $5 waits for (null unless waiting), $6 delay in seconds (of waiting), $7 problem
-- (null for an orderly hand-back), $8 evidence as JSON text, $9 refused log-ons in a row, $10 whether the attempt counts
-- (a hand-back does not, nor does a look that found nobody to name the device),
-- $11 FQDN, $12 AMT version, $13 profile: what is known by now; $14 until when the firmware takes no writes, or null when it has
-- said no such thing: that is kept whatever the request is given back for; $15 the setup certificate that has opened it, or null. Where a device was provisioned stays known: its hello
-- may be another machine's.
with x as materialized (
    -- One lock order for all writers of batches: no deadlocks.
    select w.*,
        -- A hello has come meanwhile with which the device's window began anew, or which named another key: that was to let it go, and is
        -- not there for the next time.
        w.s = 'parked' and q.void_refusals is not null and w.c in (
            'attempts-exhausted', 'credential-unknown', 'provisioning-state-unexpected', 'psk-unknown', 'certificate-none-matches'
        ) as goes_on
    from unnest(
        $1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::double precision[], $7::text[], $8::text[],
        $9::smallint[], $10::boolean[], $11::text[], $12::text[], $13::text[], $14::timestamptz[], $15::bigint[])
        as w (u, g, t, s, w, d, c, e, l, n, f, a, p, nw, ci)
    join provision.request q on q.device_uuid = w.u and q.lease_generation = w.g and q.lease_token = w.t
        and q.state = 'leased'
    order by q.device_uuid
    for update of q
), back as (
    update provision.request q set
        state = case when x.goes_on then 'ready' else x.s end,
        ready_at = clock_timestamp(),
        waits_for = x.w,
        -- A device parked after its last attempt gets another chance with a hello of its next window.
        due_at = case
            when x.s = 'waiting' then clock_timestamp() + make_interval(secs => x.d)
            when x.c = 'attempts-exhausted' and not x.goes_on then q.window_ends_at end,
        problem_code = x.c,
        refused_logons = greatest(x.l - coalesce(q.void_refusals, 0), 0),
        void_refusals = null,
        attempt = case when x.goes_on then 0 when x.n then q.attempt else greatest(q.attempt - 1, 0) end,
        priority = case when q.attempt >= 5 and q.priority = 5 then 8 else q.priority end,
        lease_token = null, lease_owner = null, lease_until = null
    from x
    where q.device_uuid = x.u
    returning q.device_uuid, q.site_id, q.lease_generation, q.attempt, q.address, q.first_hello_at, q.hello_at, q.state, q.leased_at,
        x.c, x.e, x.f, x.a, x.p, x.nw, x.ci
), noted as (
    insert into provision.problem as b (device_uuid, code, evidence, looked_before)
    select device_uuid, c, e::jsonb, clock_timestamp() - leased_at from back where c is not null order by device_uuid
    on conflict (device_uuid) do update set
        code = excluded.code, evidence = excluded.evidence, noted_at = excluded.noted_at, looked_before = excluded.looked_before
), known as (
    insert into provision.device as b (
        device_uuid, site_id, fqdn, profile, amt_version, address, first_hello_at, last_hello_at, no_write_until, setup_certificate_id)
    select device_uuid, site_id, f, p, a, address, first_hello_at, hello_at, nw, ci from back
    where f is not null or a is not null order by device_uuid
    on conflict (device_uuid) do update set
        fqdn = coalesce(excluded.fqdn, b.fqdn), profile = coalesce(excluded.profile, b.profile),
        amt_version = coalesce(excluded.amt_version, b.amt_version),
        address = case when b.provisioned_at is null then excluded.address else b.address end, last_hello_at = excluded.last_hello_at,
        no_write_until = greatest(b.no_write_until, excluded.no_write_until),
        setup_certificate_id = coalesce(excluded.setup_certificate_id, b.setup_certificate_id)
), written as (
    insert into provision.journal (device_uuid, lease_generation, attempt, kind, outcome, detail)
    select device_uuid, lease_generation, attempt, 'settled', state, coalesce(c, 'handed back') from back
), heard as (
    -- One that waits for the same as before has nothing new to tell.
    insert into provision.event (type, subject, site_id, data)
    select 'device.' || back.state, back.device_uuid::text, back.site_id, jsonb_strip_nulls(jsonb_build_object(
        'problem', back.c, 'fqdn', back.f, 'profile', back.p, 'amtVersion', back.a, 'attempt', back.attempt))
    from back
    left join provision.problem before on before.device_uuid = back.device_uuid
    where back.state in ('waiting', 'parked') and back.c is not null and (back.state = 'parked' or before.code is distinct from back.c)
    order by back.device_uuid
)
select x.u, x.g, x.t from x join back on back.device_uuid = x.u
