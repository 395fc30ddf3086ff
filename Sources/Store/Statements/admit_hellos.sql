-- admit_hellos: one batch of hellos, up to 500 rows.
-- $1 uuid[], $2 text[] addresses, $3 smallint[] sites, $4 integer[] hash lists (null for PSK), $5 text[] PIDs (null for PKI),
-- $6 double[] how long ago it was received, in seconds when this is sent, $7 bigint[] the hello's own retry counter,
-- $8 double: refresh no more often than, in seconds, $9 double[] how long the hello window lasts from the hello on, estimated, in seconds,
-- $10 integer: requests that unexpected devices may have at one address, $11 integer[]: how many more at the hello's site.
-- Returns the rows that were new or changed, with the site where a new one of an unexpected device takes room; an unchanged repeat
-- writes nothing at all. And those for which there is no room, with
-- the limit that they met: a device that neither inventory nor an earlier provisioning knows is admitted within limits only, behind
-- all others, because its hello can be invented. Known devices are never turned away.
-- A hello with which a device's window begins anew voids what it has refused before, and lets go what was parked for that.
-- Two machines with one UUID take turns: once it is sure that they are two, the request is parked with what tells them apart.
-- Moments are this server's alone: which of two hellos is newer does not depend on what time a listener thinks it is, and what lies in the
-- future comes from a clock that was set back since, and makes nothing older.
with moment as materialized (
    select clock_timestamp() as now
), h as (
    select distinct on (u) u, a::inet as a, s, hs, p, now - make_interval(secs => greatest(age, 0)) as r, rc,
        now - make_interval(secs => greatest(age, 0)) + make_interval(secs => lasts) as w, room, now
    from unnest($1::uuid[], $2::text[], $3::smallint[], $4::integer[], $5::text[], $6::double precision[], $7::bigint[],
                $9::double precision[], $11::integer[]) as x (u, a, s, hs, p, age, rc, lasts, room)
    cross join moment
    order by u, age
), todo as (
    -- Left out: what would change nothing, because even a no-op upsert locks and logs the row.
    -- The lateral probe with its limit keeps the plan on the primary key while the table is young.
    select h.*,
        q.device_uuid is null
        and not exists (select from provision.device d where d.device_uuid = h.u and d.provisioned_at is not null)
        and not exists (
            select from provision.source_record r
            join provision.inventory_source i on i.source_id = r.source_id and i.removed_at is null
            where r.device_uuid in (h.u, provision.raw_order(h.u)) and r.vanished_at is null) as is_unexpected
    from h
    left join lateral (select * from provision.request where device_uuid = h.u limit 1) q on true
    where case
        when q.device_uuid is null then not exists (
            select from provision.device d where d.device_uuid = h.u and d.provisioned_at between h.r and h.now)
        else (h.r > q.hello_at or q.hello_at > h.now)
            -- From before the end of its provisioning, a hello says nothing of a configured device that is taken up.
            and (q.origin = 'hello' or not exists (
                select from provision.device d where d.device_uuid = h.u and d.provisioned_at between h.r and h.now))
            and (
            q.address is distinct from h.a
            or q.hello_at > h.now
            or q.hello_at < h.r - make_interval(secs => $8)
            or provision.begins_anew(q.origin, q.retry_count, q.hello_at, h.rc, h.r)
            or q.pid is distinct from h.p
            or q.root_hash_set_id is distinct from h.hs
            or (q.state = 'waiting' and q.waits_for = 'hello')
            or (q.state = 'parked' and q.due_at <= now()))
        end
), crowd as (
    -- How many are there already; counted no further than the limit.
    select x.s, x.a, (
        select count(*) from (
            select from provision.request q where q.is_unexpected and q.site_id = x.s and q.address = x.a limit $10::integer
        ) c) as met
    from (select distinct s, a from todo where is_unexpected) x
), placed as (
    select t.u, t.s, t.r, t.room, c.met + row_number() over (partition by t.s, t.a order by t.r, t.u) <= $10::integer as at_address
    from todo t join crowd c on c.s = t.s and c.a = t.a
    where t.is_unexpected
), refused as (
    select u, case when at_address then 'site' else 'address' end as met_limit
    from (select *, row_number() over (partition by s, at_address order by r, u) as nth from placed) n
    where not at_address or nth > room
), admitted as (
    insert into provision.request as q (
    device_uuid, site_id, root_hash_set_id, pid, address, retry_count, first_hello_at, hello_at, window_ends_at, is_unexpected,
    priority)
select u, s, hs, p, a, rc, r, r, w, is_unexpected, case when is_unexpected then 9 else 5 end
from todo
where not exists (select from refused f where f.u = todo.u)
order by u
on conflict (device_uuid) do update set
    other_address = case when provision.differs(q, excluded.address, excluded.root_hash_set_id, excluded.pid) then q.address else q.other_address end,
    other_root_hash_set_id = case
        when provision.differs(q, excluded.address, excluded.root_hash_set_id, excluded.pid) then q.root_hash_set_id
        else q.other_root_hash_set_id end,
    other_pid = case when provision.differs(q, excluded.address, excluded.root_hash_set_id, excluded.pid) then q.pid else q.other_pid end,
    other_at = case
        when provision.differs(q, excluded.address, excluded.root_hash_set_id, excluded.pid) then excluded.hello_at
        else q.other_at end,
    other_turns = case
        when provision.is_turn(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.hello_at) then least(q.other_turns + 1, 1000)
        when provision.differs(q, excluded.address, excluded.root_hash_set_id, excluded.pid) then 0
        else q.other_turns end,
    problem_code = case
        when provision.is_other_machine(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.hello_at) then 'uuid-duplicate'
        else q.problem_code end,
    address = excluded.address,
    hello_at = excluded.hello_at,
    retry_count = excluded.retry_count,
    root_hash_set_id = excluded.root_hash_set_id,
    pid = excluded.pid,
    hello_count = q.hello_count + 1,
    window_ends_at = case
        when provision.begins_anew(q.origin, q.retry_count, q.hello_at, excluded.retry_count, excluded.hello_at) or q.window_ends_at < excluded.hello_at
            then excluded.window_ends_at
        else q.window_ends_at end,
    -- A device that was provisioned and says hello has lost what it was given: its request is like any other now.
    origin = 'hello',
    priority = case when q.origin <> 'hello' then least(q.priority, 5) else q.priority end,
    -- Moved, or its key changed, or it was the hello that was missing: what stopped us may be gone.
    state = case
        when provision.is_other_machine(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.hello_at) then 'parked'
        when provision.is_awaited(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.retry_count, excluded.hello_at) then 'ready'
        when provision.is_let_go(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.retry_count, excluded.hello_at) then 'ready'
        else q.state end,
    ready_at = case
        when provision.is_awaited(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.retry_count, excluded.hello_at)
            or provision.is_let_go(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.retry_count, excluded.hello_at) then clock_timestamp()
        else q.ready_at end,
    waits_for = case
        when provision.is_other_machine(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.hello_at) then null
        when provision.is_awaited(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.retry_count, excluded.hello_at) then null
        else q.waits_for end,
    due_at = case
        when provision.is_other_machine(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.hello_at) then null
        when provision.is_awaited(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.retry_count, excluded.hello_at) then null
        when provision.is_let_go(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.retry_count, excluded.hello_at) then null
        else q.due_at end,
    attempt = case
        when provision.is_let_go(q, excluded.address, excluded.root_hash_set_id, excluded.pid, excluded.retry_count, excluded.hello_at) then 0
        else q.attempt end,
    -- Firmware that was reset has other passwords. Repeats of a hello take nothing back, nor do hellos from elsewhere, which may be another
    -- machine's: an account would be locked.
    refused_logons = case
        when q.state <> 'leased' and provision.voids_refusals(q, excluded.address, excluded.retry_count, excluded.hello_at) then 0
        else q.refused_logons end,
    -- A worker goes on with its own count; what was in it by now is taken off in the end. That something was said which lets go what is
    -- parked, is remembered until then.
    void_refusals = case
        when q.state = 'leased' and provision.voids_refusals(q, excluded.address, excluded.retry_count, excluded.hello_at) then q.refused_logons
        when q.state = 'leased' and (
            provision.begins_anew(q.origin, q.retry_count, q.hello_at, excluded.retry_count, excluded.hello_at)
            or (q.root_hash_set_id, q.pid) is distinct from (excluded.root_hash_set_id, excluded.pid)) then coalesce(q.void_refusals, 0)
        else q.void_refusals end
where excluded.hello_at > q.hello_at or q.hello_at > clock_timestamp()
returning q.device_uuid, (q.xmax = 0) as is_new, q.problem_code, q.state, q.address, q.other_address, q.root_hash_set_id,
    q.other_root_hash_set_id, q.pid, q.other_pid, q.is_unexpected, q.site_id
), told as (
    insert into provision.problem as b (device_uuid, code, evidence, noted_at)
    select device_uuid, 'uuid-duplicate',
        jsonb_strip_nulls(jsonb_build_object(
            'hello.address', host(address), 'hello.other_address', host(other_address),
            'hello.pid', pid, 'hello.other_pid', other_pid,
            'hello.root_hashes', case when root_hash_set_id <> other_root_hash_set_id then 'differ' end)),
        clock_timestamp()
    from admitted where state = 'parked' and problem_code = 'uuid-duplicate'
    order by device_uuid
    on conflict (device_uuid) do update set
        code = excluded.code, noted_at = excluded.noted_at,
        -- What a worker has seen of the machines stays beside what their hellos say.
        evidence = case when b.code = excluded.code then b.evidence || excluded.evidence else excluded.evidence end
), heard as (
    insert into provision.event (type, subject, site_id, data)
    select case when is_new then 'device.discovered' else 'device.parked' end, device_uuid::text, site_id,
        jsonb_strip_nulls(jsonb_build_object(
            'address', host(address), 'kind', case when pid is null then 'pki' else 'psk' end,
            'problem', case when not is_new then problem_code end,
            'isUnexpected', case when is_unexpected then true end))
    from admitted a
    where is_new or (state = 'parked' and problem_code = 'uuid-duplicate'
        -- As it was before this batch: one that was parked so already has nothing new to tell.
        and not exists (
            select from provision.request b
            where b.device_uuid = a.device_uuid and b.state = 'parked' and b.problem_code = 'uuid-duplicate'))
    order by device_uuid
)
select device_uuid, case when is_new and is_unexpected then site_id end, null from admitted
union all
select u, null, met_limit from refused
