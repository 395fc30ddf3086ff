-- record_journal: intents and outcomes of a batch, each fenced by its lease. Several rows of one device are allowed.
-- $1 uuid, $2 generation, $3 token, $4 attempt, $5 kind, $6 step, $7 outcome, $8 detail, $9 step number or null, $10 node,
-- $11 serial, $12 FQDN, $13 certificate, $14 not before, $15 not after: of a certificate about to be given to the device,
-- $16 credential version and $17 what is known of its MEBx password, $24 log-ons refused in a row, or null when that is known, $25 what the device
-- has proved itself by, 'none', or null when that is known;
-- and, of every secret that a device was proved to hold, in arrays of their own: $18 uuid, $19 generation, $20 field, $21 name, $22 version, $23 digest realm, $26 token.
-- Returns device, generation and token of the leases that still hold; for the others nothing was written: not even for one whose
-- generation is the same, drawn from a sequence that stepped back.
with wanted as materialized (
    select * from unnest(
        $1::uuid[], $2::bigint[], $3::bigint[], $4::smallint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::smallint[],
        $11::bytea[], $12::text[], $13::bytea[], $14::timestamptz[], $15::timestamptz[], $16::integer[],
        $17::text[], $24::smallint[], $25::text[])
        with ordinality as x (u, g, t, a, k, s, o, d, n, cs, cf, cc, cb, ca, v, m, l, pf, position)
), held as materialized (
    select q.device_uuid, q.lease_generation, q.lease_token
    from provision.request q
    join (select distinct u, g, t from wanted) x on q.device_uuid = x.u and q.lease_generation = x.g
        and q.lease_token = x.t and q.state = 'leased' and q.lease_until > clock_timestamp()
    order by q.device_uuid
    for update of q
), stepped as (
    -- One update for all: a statement changes a row once.
    update provision.request q set
        step = greatest(q.step, x.n), refused_logons = coalesce(x.l, q.refused_logons),
        -- When the device has let somebody in meanwhile, what it refused before is not in the count any more.
        void_refusals = case when x.l < q.void_refusals then x.l else q.void_refusals end,
        proof = case when x.pf is null then q.proof else nullif(x.pf, 'none') end
    from (
        select u, g, t, max(n) as n, (array_agg(l order by position desc) filter (where l is not null))[1] as l,
            (array_agg(pf order by position desc) filter (where pf is not null))[1] as pf
        from wanted where n is not null or l is not null or pf is not null group by u, g, t
    ) x
    join held on held.device_uuid = x.u and held.lease_generation = x.g and held.lease_token = x.t
    where q.device_uuid = x.u and (q.step < x.n or x.l is not null or x.pf is not null)
), issued as (
    insert into provision.device_certificate (serial, device_uuid, fqdn, certificate, not_before, not_after, lease_generation)
    select cs, u, cf, cc, cb, ca, g from wanted
    join held on held.device_uuid = u and held.lease_generation = g and held.lease_token = t
    where cs is not null
    on conflict (device_uuid, serial) do nothing
), told as (
    -- Of several rows of one batch the last one counts.
    update provision.credential c set mebx_state = x.m
    from (
        select distinct on (u, v) u, v, m from wanted
        join held on held.device_uuid = u and held.lease_generation = g and held.lease_token = t
        where m is not null order by u, v, position desc
    ) x
    where c.device_uuid = x.u and c.version = x.v
), applied as (
    insert into provision.applied_secret as p (device_uuid, field, secret_name, secret_version, digest_realm)
    select distinct on (x.u, x.f) x.u, x.f, x.n, x.v, x.r
    from unnest($18::uuid[], $19::bigint[], $20::text[], $21::text[], $22::integer[], $23::text[], $26::bigint[])
        with ordinality as x (u, g, f, n, v, r, t, position)
    join held on held.device_uuid = x.u and held.lease_generation = x.g and held.lease_token = x.t
    order by x.u, x.f, x.position desc
    on conflict (device_uuid, field) do update set
        secret_name = excluded.secret_name, secret_version = excluded.secret_version,
        digest_realm = excluded.digest_realm, at = clock_timestamp()
), written as (
    insert into provision.journal (device_uuid, lease_generation, node_id, attempt, kind, step, outcome, detail)
    select u, g, $10::integer, a, k, s, o, d from wanted
    join held on held.device_uuid = u and held.lease_generation = g and held.lease_token = t
    order by position
)
select device_uuid, lease_generation, lease_token from held
