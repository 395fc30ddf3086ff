-- expire_windows: up to $1 requests of devices that have stopped listening are parked until the next hello.
-- Those that wait for inventory stay: their wait says more than the closed window does. So do those whose commit was
-- intended, and those that no hello made: a device that is configured listens without a window, and says no more hellos.
with closed as materialized (
    select device_uuid from provision.request
    where state in ('ready', 'waiting') and origin = 'hello' and window_ends_at < now()
        and waits_for is distinct from 'inventory' and step < 90
    order by window_ends_at limit $1::integer
    for update skip locked
), back as (
    update provision.request q set
        state = 'parked', waits_for = null, due_at = now(), problem_code = 'hello-window-closed'
    from closed
    where q.device_uuid = closed.device_uuid
    returning q.device_uuid, q.site_id, q.lease_generation, q.attempt
), noted as (
    insert into provision.problem as b (device_uuid, code)
    select device_uuid, 'hello-window-closed' from back order by device_uuid
    on conflict (device_uuid) do update set
        code = excluded.code,
        -- What was the matter before the window closed the last time says more than that it closed.
        evidence = b.evidence || case
            when b.code in ('hello-window-closed', 'attempts-exhausted') and b.evidence ? 'problem.before' then '{}'::jsonb
            when b.code = 'hello-window-closed' then '{}'::jsonb
            else jsonb_build_object('problem.before', b.code) end,
        noted_at = excluded.noted_at
), written as (
    insert into provision.journal (device_uuid, lease_generation, attempt, kind, outcome, detail)
    select device_uuid, lease_generation, attempt, 'settled', 'parked', 'hello-window-closed' from back
), heard as (
    insert into provision.event (type, subject, site_id, data)
    select 'device.silent', back.device_uuid::text, back.site_id,
        jsonb_strip_nulls(jsonb_build_object('problem', 'hello-window-closed', 'before', b.code, 'attempt', back.attempt))
    from back left join provision.problem b on b.device_uuid = back.device_uuid
    order by back.device_uuid
)
select device_uuid from back
