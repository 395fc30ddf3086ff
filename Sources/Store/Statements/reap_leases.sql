-- reap_leases: up to $1 requests whose lease ended more than 5 s ago wait for a moment and are claimed anew.
-- Past $2 attempts they are parked instead, so that a device that kills workers does not do so for ever.
with dead as materialized (
    -- A device whose window has begun anew meanwhile has all its attempts again.
    select device_uuid, attempt >= $2::integer and void_refusals is null as is_last from provision.request
    where state = 'leased' and lease_until < clock_timestamp() - interval '5 seconds'
    order by device_uuid limit $1::integer
    for update skip locked
), back as (
    update provision.request q set
        state = case when dead.is_last then 'parked' else 'waiting' end,
        waits_for = case when dead.is_last then null else 'time' end,
        due_at = case when dead.is_last then q.window_ends_at
                      else clock_timestamp() + random() * interval '2 seconds' end,
        problem_code = case when dead.is_last then 'attempts-exhausted' else 'lease-lost' end,
        attempt = case when q.void_refusals is not null then 0 else q.attempt end,
        refused_logons = greatest(q.refused_logons - coalesce(q.void_refusals, 0), 0), void_refusals = null,
        lease_token = null, lease_owner = null, lease_until = null
    from dead
    where q.device_uuid = dead.device_uuid
    returning q.device_uuid, q.site_id, q.lease_generation, q.attempt, q.problem_code, q.state
), noted as (
    insert into provision.problem as b (device_uuid, code)
    select device_uuid, problem_code from back order by device_uuid
    on conflict (device_uuid) do update set code = excluded.code, evidence = excluded.evidence, noted_at = excluded.noted_at
), written as (
    insert into provision.journal (device_uuid, lease_generation, attempt, kind, outcome, detail)
    select device_uuid, lease_generation, attempt, 'settled', 'lease-lost', state from back
), heard as (
    insert into provision.event (type, subject, site_id, data)
    select 'device.' || state, device_uuid::text, site_id, jsonb_build_object('problem', problem_code, 'attempt', attempt)
    from back order by device_uuid
)
select device_uuid from back
