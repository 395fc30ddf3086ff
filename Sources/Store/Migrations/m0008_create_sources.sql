-- m0008_create_sources
-- breaking: no
-- why: inventory from many sources: what they are, how their syncs stand, their records, who leads the syncing, and the policy
-- that gives devices their profiles.

-- One leader for each kind of work; whoever comes after the end of the lease takes the next term.
create table provision.leadership (
    name    text        collate "C" not null,
    term    bigint      not null,
    node_id integer     not null,
    until   timestamptz not null,
    constraint leadership_pk primary key (name)
);

create table provision.inventory_source (
    source_id  smallint generated always as identity,
    name       text        collate "C" not null,
    version    integer     not null default 1,
    -- Canonical JSON.
    document   text        not null,
    author     text        not null,
    changed_at timestamptz not null default clock_timestamp(),
    -- Its records go in slices, and the row with the last of them.
    removed_at timestamptz,
    constraint inventory_source_pk primary key (source_id),
    constraint inventory_source_name_shape check (name ~ '^[a-z0-9._-]{1,63}$')
);
create unique index inventory_source_name_unique on provision.inventory_source (name) where removed_at is null;

-- How each source stands. Written at every beat of a sync, so apart from the definition.
create table provision.source_sync (
    source_id         smallint    not null,
    requested_at      timestamptz,
    whole_requested   boolean     not null default false,
    -- How many records may be missing by an operator's word.
    shrink_accepted   bigint,
    whole             boolean     not null default true,
    started_at        timestamptz,
    ended_at          timestamptz,
    outcome           text        collate "C",
    failure           text        collate "C",
    failure_detail    text,
    failure_count     integer     not null default 0,
    -- Where a sync that was cut off goes on, and for which version of the definition that is true.
    position          text,
    position_version  integer,
    page_count        bigint      not null default 0,
    record_count      bigint      not null default 0,
    changed_count     bigint      not null default 0,
    fault_count       bigint      not null default 0,
    byte_count        bigint      not null default 0,
    missing_count     bigint      not null default 0,
    faults            text[]      not null default '{}',
    synced_at         timestamptz,
    whole_synced_at   timestamptz,
    -- The beginning of the last sync that succeeded: what changed later is to be asked for.
    asked_at          timestamptz,
    entity_tags       text[]      not null default '{}',
    last_modified     text[]      not null default '{}',
    validator_version integer,
    living_count      bigint      not null default 0,
    vanished_count    bigint      not null default 0,
    constraint source_sync_pk primary key (source_id),
    constraint source_sync_outcome_known check (outcome in ('done', 'unchanged', 'failed', 'held'))
) with (fillfactor = 50);

create table provision.source_record (
    source_id      smallint    not null,
    -- Digest of part and resource: the record's name within its source.
    record_id      uuid        not null,
    -- Of everything that the record says.
    content_digest bigint      not null,
    part           text        collate "C" not null,
    resource       text        not null,
    device_uuid    uuid,
    location_id    uuid,
    fqdn           text,
    amt_version    text,
    profile        text,
    site           text,
    fields         jsonb,
    reported_at    timestamptz,
    changed_at     timestamptz not null default clock_timestamp(),
    vanished_at    timestamptz,
    -- With what list_known_records reads: a million of them without a look at the table.
    constraint source_record_pk primary key (source_id, record_id) include (content_digest, part, vanished_at),
    constraint source_record_part_known check (part in ('capability', 'location', 'whole')),
    constraint source_record_leads_somewhere check ((part = 'location') = (device_uuid is null))
) with (
    fillfactor = 90,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000
);
-- Serves load_inventory and wake_resolved.
create index source_record_device on provision.source_record (device_uuid) where device_uuid is not null;
-- Serves wake_named: devices whose location has come.
create index source_record_location on provision.source_record (source_id, location_id) where location_id is not null;
-- Serves forget_records.
create index source_record_vanished on provision.source_record (vanished_at) where vanished_at is not null;

-- The same sixteen bytes in the order of SMBIOS and the hello, which old databases hold.
create function provision.raw_order(uuid) returns uuid language sql immutable strict parallel safe
    return encode(
        substring(uuid_send($1) from 4 for 1) || substring(uuid_send($1) from 3 for 1)
        || substring(uuid_send($1) from 2 for 1) || substring(uuid_send($1) from 1 for 1)
        || substring(uuid_send($1) from 6 for 1) || substring(uuid_send($1) from 5 for 1)
        || substring(uuid_send($1) from 8 for 1) || substring(uuid_send($1) from 7 for 1)
        || substring(uuid_send($1) from 9 for 8), 'hex')::uuid;

-- Which profile a device gets. The newest version counts.
create table provision.assignment_policy (
    version    integer     not null,
    -- Canonical JSON.
    document   text        not null,
    digest     bytea       not null,
    author     text        not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint assignment_policy_pk primary key (version),
    constraint assignment_policy_version_positive check (version > 0),
    constraint assignment_policy_digest_length check (octet_length(digest) = 32)
);

-- The local file was the one source so far, and it is read anew by whoever leads. Workers of before find their records as ever.
drop table provision.inventory_record;
create view provision.inventory_record as
    select r.device_uuid, s.name as source, coalesce(r.fqdn, l.fqdn) as fqdn, coalesce(r.profile, l.profile) as profile,
        greatest(r.changed_at, l.changed_at) as changed_at
    from provision.source_record r
    join provision.inventory_source s on s.source_id = r.source_id and s.removed_at is null
    left join provision.source_record l on l.source_id = r.source_id and l.record_id = r.location_id
    where r.device_uuid is not null and r.vanished_at is null and coalesce(r.fqdn, l.fqdn) is not null;
