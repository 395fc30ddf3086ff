-- m0001_create_queue
-- breaking: no
-- why: the queue: one narrow row per device with outstanding work, and the books it points to.

create table provision.site (
    site_id smallint generated always as identity,
    name    text not null,
    constraint site_pk primary key (site_id),
    constraint site_name_unique unique (name),
    constraint site_name_length check (char_length(name) between 1 and 63)
);

-- The trusted roots of a hello: about 800 bytes, a handful per firmware, so each distinct list is stored once.
create table provision.root_hash_set (
    root_hash_set_id integer generated always as identity,
    digest           bytea not null,
    body             bytea not null,
    constraint root_hash_set_pk primary key (root_hash_set_id),
    constraint root_hash_set_digest_unique unique (digest),
    constraint root_hash_set_digest_length check (octet_length(digest) = 32)
);

-- Which process wrote a lease or a journal row. A new row at each process start, so that a restarted node is another one.
create table provision.node (
    node_id    integer generated always as identity,
    name       text not null,
    role       text not null,
    started_at timestamptz not null default clock_timestamp(),
    constraint node_pk primary key (node_id)
);

-- One fence counter for the whole table: rows are deleted and come back, a counter in the row would start over.
create sequence provision.lease_generation as bigint;

create table provision.device (
    device_uuid     uuid        not null,
    site_id         smallint    not null,
    fqdn            text,
    profile         text,
    amt_version     text,
    address         inet,
    first_hello_at  timestamptz,
    last_hello_at   timestamptz,
    provisioned_at  timestamptz,
    done_generation bigint,
    done_token      bigint,
    -- No foreign key to the site: every completion would lock the one row of a busy site.
    constraint device_pk primary key (device_uuid)
);

create table provision.request (
    device_uuid      uuid        not null,
    site_id          smallint    not null,
    state            text        collate "C" not null default 'ready',
    priority         smallint    not null default 5,
    attempt          smallint    not null default 0,
    refused_logons   smallint    not null default 0,
    problem_code     text        collate "C",
    waits_for        text        collate "C",
    window_ends_at   timestamptz not null,
    due_at           timestamptz,
    lease_generation bigint      not null default 0,
    lease_token      bigint,
    lease_owner      integer,
    lease_until      timestamptz,
    step             smallint    not null default 0,
    address          inet        not null,
    retry_count      bigint      not null,
    hello_count      integer     not null default 1,
    root_hash_set_id integer,
    pid              text        collate "C",
    first_hello_at   timestamptz not null,
    hello_at         timestamptz not null,
    constraint request_pk primary key (device_uuid) with (fillfactor = 80),
    constraint request_state_known check (state in ('ready', 'leased', 'waiting', 'parked')),
    constraint request_waits_for_known check (waits_for in ('time', 'hello', 'inventory')),
    constraint request_lease_whole
        check (num_nonnulls(lease_token, lease_owner, lease_until) = case state when 'leased' then 3 else 0 end),
    constraint request_waiting_says_what
        check ((state = 'waiting') = (waits_for is not null) and (state <> 'waiting' or due_at is not null)),
    constraint request_parked_says_why check (state <> 'parked' or problem_code is not null),
    constraint request_credential_whole check (num_nonnulls(root_hash_set_id, pid) = 1),
    constraint request_attempt_not_negative check (attempt >= 0)
) with (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000
);

-- Serves claim_requests and raise_urgent.
create index request_ready on provision.request (site_id, priority, window_ends_at) where state = 'ready';
-- Serves reap_leases. The lease's end is left out, so that renewals stay within their page.
create index request_leased on provision.request (device_uuid) where state = 'leased';
-- Serves promote_due.
create index request_waiting on provision.request (due_at) where state = 'waiting';
-- Serves wake_resolved.
create index request_waiting_for_inventory on provision.request (device_uuid)
    where state = 'waiting' and waits_for = 'inventory';
-- Serves expire_windows.
create index request_window on provision.request (window_ends_at) where state in ('ready', 'waiting');
-- Serves count_by_state for the state that no other index holds.
create index request_parked on provision.request (device_uuid) where state = 'parked';

-- Why a device is not provisioned, with what was seen. Apart from the queue's row, which stays narrow.
create table provision.problem (
    device_uuid uuid        not null,
    code        text        not null,
    evidence    jsonb       not null default '{}',
    noted_at    timestamptz not null default clock_timestamp(),
    constraint problem_pk primary key (device_uuid)
);

-- What was intended, what came of it, and how each attempt ended. Only ever added to; whole days are dropped.
create table provision.journal (
    at               timestamptz not null default clock_timestamp(),
    device_uuid      uuid        not null,
    lease_generation bigint      not null,
    node_id          integer,
    attempt          smallint,
    kind             text        collate "C" not null,
    step             text        collate "C",
    outcome          text        collate "C",
    detail           text,
    constraint journal_kind_known check (kind in ('intent', 'outcome', 'settled'))
) partition by range (at);
-- Serves read_timeline.
create index journal_by_device on provision.journal (device_uuid, at);
create table provision.journal_rest partition of provision.journal default;

-- Makes the day partitions from today on. Harmless when they exist.
create function provision.make_journal_days(days integer) returns integer language plpgsql as $$
declare
    made integer := 0;
    day  date;
begin
    for offset_days in 0..days loop
        day := (now() at time zone 'UTC')::date + offset_days;
        if to_regclass('provision.journal_' || to_char(day, 'YYYYMMDD')) is null then
            execute format(
                'create table provision.%I partition of provision.journal for values from (%L) to (%L)',
                'journal_' || to_char(day, 'YYYYMMDD'),
                day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
            made := made + 1;
        end if;
    end loop;
    return made;
end
$$;
select provision.make_journal_days(7);

-- Where a device stands, in an operator's words.
create function provision.device_state(state text, attempt smallint, problem_code text) returns text
    language sql immutable parallel safe
    return case
        when state = 'leased' then 'provisioning'
        when state = 'waiting' then 'waiting'
        when state = 'parked' and problem_code = 'hello-window-closed' then 'silent'
        when state = 'parked' then 'parked'
        when attempt = 0 then 'discovered'
        else 'waiting'
    end;
