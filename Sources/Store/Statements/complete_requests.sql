-- complete_requests: the requests of a batch leave the queue: their devices are provisioned and proved, or are known to be and
-- are left for later (no proved credential version): then what was known of them stays. A request of a configured device that a hello has
-- come to meanwhile goes on, whatever was proved: the device has lost what it was given, or another machine has its UUID, and nothing else
-- might take that up. A device in setup says hello while it is set up, and is done when it is proved.
-- $1 uuid, $2 generation, $3 token, $4 FQDN, $5 profile, $6 AMT version, $7 proved credential version or null, $8 digest realm,
-- $9 detail, $10 version of the profile, $18 what the device showed, as JSON text or null, $19 the address to
-- which its profile has moved it or null, $20 until when its firmware takes no writes, or null when it has said no such thing:
-- that is kept whatever becomes of the request; $21 the setup certificate that has opened it, or null, $22 whether it was set up: a hello may have come to a configured device meanwhile, $23 the
-- address at which it was proved, or null: the newest hello may be another machine's; and, of every section of a profile, in arrays of their own: $11 uuid, $12 section,
-- $13 state, $14 problem or null, $15 evidence as JSON text, $16 seconds until it is tried again or null, $17 seconds in their
-- place when it failed with the same problem and evidence the time before, or null for no difference. They replace the
-- device's rows, or add to them when nothing was proved. Returns those whose lease was still ours. After an unknown outcome, device.done_generation and done_token tell.
with x as materialized (
    -- One lock order for all writers of batches: no deadlocks.
    select w.*, q.origin = 'hello' and (w.v is null or not w.su) as goes_on, q.site_id, q.lease_owner, q.attempt, q.address,
        q.first_hello_at, q.hello_at, q.pid, q.root_hash_set_id, q.leased_at, q.proof
    from unnest(
        $1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::text[], $9::text[],
        $10::integer[], $18::text[], $19::text[], $20::timestamptz[], $21::bigint[], $22::boolean[], $23::text[])
        as w (u, g, t, f, p, a, v, r, d, pv, sn, mt, nw, ci, su, pa)
    join provision.request q on q.device_uuid = w.u and q.lease_generation = w.g and q.lease_token = w.t
        and q.state = 'leased'
    order by q.device_uuid
    for update of q
), gone as (
    delete from provision.request q using x
    where q.device_uuid = x.u and not x.goes_on
    returning q.device_uuid
), back as (
    update provision.request q set
        state = 'ready', ready_at = clock_timestamp(), attempt = 0, problem_code = null,
        refused_logons = greatest(q.refused_logons - coalesce(q.void_refusals, 0), 0), void_refusals = null,
        lease_token = null, lease_owner = null, lease_until = null,
        -- What was proved is committed, and says nothing of whoever says hello.
        step = case when x.v is null then q.step else 0 end
    from x
    where q.device_uuid = x.u and x.goes_on
    returning q.device_uuid, q.lease_generation, x.v, x.nw
), done as materialized (
    -- What was proved is recorded, though the request goes on.
    select x.u as device_uuid, x.site_id, x.g as lease_generation, x.lease_owner, x.attempt,
        coalesce(x.mt::inet, x.pa::inet, x.address) as address, x.first_hello_at, x.hello_at, x.pid, x.root_hash_set_id, x.leased_at,
        case when x.su then coalesce(x.proof, 'none') end as proof, x.goes_on, x.su, x.t, x.f, x.p, x.a, x.v, x.r, x.d, x.pv, x.sn,
        x.nw, x.ci
    from x where x.v is not null or not x.goes_on
), told as materialized (
    select distinct on (y.u, y.s) y.u, y.s, y.st, y.c, y.e, y.r, y.ra, done.leased_at
    from unnest(
        $11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[], $16::double precision[], $17::double precision[])
        with ordinality as y (u, s, st, c, e, r, ra, position)
    join done on done.device_uuid = y.u
    order by y.u, y.s, y.position desc
), recorded as (
    insert into provision.device as b (
        device_uuid, site_id, fqdn, profile, amt_version, address, first_hello_at, last_hello_at, provisioned_at,
        done_generation, done_token, profile_version, offered_version, no_write_until, root_hash_set_id, proof,
        setup_certificate_id)
    select device_uuid, site_id, f, p, a, address, first_hello_at, hello_at,
        case when v is not null then clock_timestamp() end, lease_generation, t,
        coalesce(pv, 0), coalesce(pv, 0), nw, root_hash_set_id, proof, ci
    from done order by device_uuid
    on conflict (device_uuid) do update set
        site_id = excluded.site_id, fqdn = coalesce(excluded.fqdn, b.fqdn),
        profile = case when excluded.provisioned_at is null then b.profile else excluded.profile end,
        amt_version = coalesce(excluded.amt_version, b.amt_version), address = excluded.address,
        first_hello_at = coalesce(b.first_hello_at, excluded.first_hello_at), last_hello_at = excluded.last_hello_at,
        provisioned_at = coalesce(excluded.provisioned_at, b.provisioned_at), done_generation = excluded.done_generation,
        done_token = excluded.done_token, no_write_until = greatest(b.no_write_until, excluded.no_write_until),
        profile_version = case when excluded.provisioned_at is null then b.profile_version else excluded.profile_version end,
        root_hash_set_id = coalesce(excluded.root_hash_set_id, b.root_hash_set_id),
        -- One that was set up anew is what it has proved to be now; one that was taken up stays what it was.
        proof = coalesce(excluded.proof, b.proof),
        setup_certificate_id = coalesce(excluded.setup_certificate_id, b.setup_certificate_id),
        -- The version that it was given, even when it was taken up for a newer one: then it is taken up again.
        offered_version = case when excluded.provisioned_at is null then b.offered_version else excluded.offered_version end
), kept as (
    update provision.device b set no_write_until = greatest(b.no_write_until, back.nw)
    from back where b.device_uuid = back.device_uuid and back.v is null and back.nw is not null
), proved as (
    update provision.credential c set status = 'current', proven_at = clock_timestamp(), digest_realm = done.r
    from done where c.device_uuid = done.device_uuid and c.version = done.v
), replaced as (
    update provision.credential c set status = 'superseded', proven_at = coalesce(c.proven_at, clock_timestamp())
    from done where c.device_uuid = done.device_uuid and c.version <> done.v and c.status <> 'superseded'
), holding as (
    -- The pre-shared key that the device has now: the one that this lease put into it, else the one that its hello named.
    select done.device_uuid, done.pid as said, coalesce(i.pid, done.pid) as pid, i.pid is not null as installed,
        done.first_hello_at, done.hello_at
    from done
    left join lateral (
        select k.pid from provision.psk_key k
        where k.device_uuid = done.device_uuid and k.lease_generation = done.lease_generation
        order by k.used_at desc limit 1
    ) i on true
    -- What a hello has said that came to a configured device is for its own request.
    where done.v is not null and done.pid is not null and not done.goes_on
), keyed as (
    update provision.psk_key k set
        device_uuid = c.device_uuid,
        used_at = case when k.device_uuid = c.device_uuid then k.used_at else c.first_hello_at end,
        replaced_at = case when not c.holds then clock_timestamp() end
    from (
        -- Each key once: what one device holds is not done with because another one has had it.
        select distinct on (y.pid) y.pid, y.device_uuid, y.first_hello_at, y.holds from (
            select h.pid, h.device_uuid, h.first_hello_at, true as holds from holding h
            union all
            select h.said, h.device_uuid, h.first_hello_at, false from holding h where h.said <> h.pid
            union all
            select o.pid, h.device_uuid, h.first_hello_at, false
            from holding h
            join provision.psk_key o on o.device_uuid = h.device_uuid and o.pid <> h.pid and o.replaced_at is null
                -- What a lost lease may have put into the device since the hello, it may hold still.
                and (h.installed or o.lease_generation is null or o.used_at <= h.hello_at)
        ) y
        order by y.pid, y.holds desc, y.device_uuid
    ) c
    -- What another device holds is not done with because this one has another key now.
    where k.pid = c.pid and (c.holds or k.device_uuid is null or k.device_uuid = c.device_uuid)
), used_up as (
    -- A one-time password is good for one setup.
    delete from provision.device_otp o using done
    where o.device_uuid = done.device_uuid and done.v is not null and done.su
), forgotten as (
    delete from provision.device_section s using done
    where s.device_uuid = done.device_uuid and done.v is not null
        and not exists (select from told where told.u = s.device_uuid and told.s = s.section)
), reported as (
    insert into provision.device_section (device_uuid, section, state, code, evidence, retry_at, looked_before)
    select told.u, told.s, told.st, case when told.st = 'failed' then coalesce(told.c, 'internal-error') else told.c end,
        told.e::jsonb,
        case when told.st = 'failed' then clock_timestamp() + make_interval(
            secs => case when b.code = told.c and b.evidence = told.e::jsonb then coalesce(told.ra, told.r) else told.r end)
        end, clock_timestamp() - told.leased_at
    from told
    left join provision.device_section b on b.device_uuid = told.u and b.section = told.s and b.state = 'failed'
    order by told.u, told.s
    on conflict (device_uuid, section) do update set
        state = excluded.state, code = excluded.code, evidence = excluded.evidence, retry_at = excluded.retry_at,
        noted_at = excluded.noted_at, looked_before = excluded.looked_before
), shown as (
    insert into provision.device_snapshot as b (device_uuid, findings)
    select device_uuid, sn from done where sn is not null order by device_uuid
    on conflict (device_uuid) do update set findings = excluded.findings, taken_at = excluded.taken_at
), settled as (
    delete from provision.problem p using done where p.device_uuid = done.device_uuid
), written as (
    insert into provision.journal (device_uuid, lease_generation, node_id, attempt, kind, outcome, detail)
    select device_uuid, lease_generation, lease_owner, attempt, 'settled',
        case when v is not null then 'provisioned' else 'postponed' end, d
    from done
    union all
    select device_uuid, lease_generation, null, null, 'settled', 'ready', 'said hello' from back
), heard as (
    insert into provision.event (type, subject, site_id, data)
    select 'device.provisioned', device_uuid::text, site_id, jsonb_strip_nulls(jsonb_build_object(
        'fqdn', f, 'profile', p, 'profileVersion', pv, 'amtVersion', a, 'isSetUp', su))
    from done where v is not null order by device_uuid
)
select x.u, x.g, x.t from x
where x.u in (select device_uuid from gone union all select device_uuid from back)
