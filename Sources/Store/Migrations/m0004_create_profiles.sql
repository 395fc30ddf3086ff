-- m0004_create_profiles
-- breaking: no
-- why: profiles as documents with versions, the secrets they name, what became of each section on a device, and requests
-- that no hello made: a provisioned device is taken up again when its profile changes or a section is to be tried anew.

create table provision.profile (
    name       text        collate "C" not null,
    version    integer     not null,
    -- Canonical JSON: equal documents have equal digests.
    document   text        not null,
    digest     bytea       not null,
    author     text        not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint profile_pk primary key (name, version),
    constraint profile_name_length check (char_length(name) between 1 and 63),
    constraint profile_version_positive check (version > 0),
    constraint profile_digest_length check (octet_length(digest) = 32)
);

-- What profiles name and do not hold. The newest version counts; older ones stay, for devices may still hold them.
create table provision.profile_secret (
    name         text        collate "C" not null,
    version      integer     not null,
    key_id       text        not null,
    sealed_value bytea       not null,
    created_at   timestamptz not null default clock_timestamp(),
    constraint profile_secret_pk primary key (name, version),
    constraint profile_secret_name_shape check (name ~ '^[a-z0-9._-]{1,63}$'),
    constraint profile_secret_version_positive check (version > 0)
);

-- Which version of a secret that cannot be read back a device was proved to hold. The realm changes when the device is
-- unprovisioned, and what was proved before is no longer true.
create table provision.applied_secret (
    device_uuid    uuid        not null,
    field          text        collate "C" not null,
    secret_name    text        collate "C" not null,
    secret_version integer     not null,
    digest_realm   text        not null,
    at             timestamptz not null default clock_timestamp(),
    constraint applied_secret_pk primary key (device_uuid, field)
);

-- What became of each section of the profile.
create table provision.device_section (
    device_uuid uuid        not null,
    section     text        collate "C" not null,
    state       text        collate "C" not null,
    code        text        collate "C",
    evidence    jsonb       not null default '{}',
    retry_at    timestamptz,
    noted_at    timestamptz not null default clock_timestamp(),
    constraint device_section_pk primary key (device_uuid, section),
    constraint device_section_state_known check (state in ('applied', 'unchanged', 'not-applicable', 'failed')),
    constraint device_section_failed_says_why check (state <> 'failed' or code is not null),
    constraint device_section_retried_when_failed check (retry_at is null or state = 'failed')
);
-- Serves take_up_again.
create index device_section_due on provision.device_section (retry_at) where retry_at is not null;

-- One-time passwords that devices have to show, registered before they say hello.
create table provision.device_otp (
    device_uuid   uuid        not null,
    key_id        text        not null,
    sealed_otp    bytea       not null,
    registered_at timestamptz not null default clock_timestamp(),
    constraint device_otp_pk primary key (device_uuid)
);

alter table provision.device
    -- The version of the profile that the device was given; 0 for the built-in one.
    add column profile_version integer not null default 0,
    -- The version for which the device was taken up last. Behind the newest one, it is to be taken up.
    add column offered_version integer not null default 0;
-- Serves take_up_again. The collation is that of provision.profile.name, or the two would not meet in the index.
create index device_offered on provision.device (profile collate "C", offered_version) where provisioned_at is not null;

-- What the request came from. One that no hello made has neither root hashes nor PID.
alter table provision.request
    add column origin text collate "C" not null default 'hello',
    add constraint request_origin_known check (origin in ('hello', 'profile', 'operator')),
    drop constraint request_credential_whole;
alter table provision.request
    add constraint request_credential_whole check (num_nonnulls(root_hash_set_id, pid) <= 1) not valid;
alter table provision.request validate constraint request_credential_whole;

-- Serves expire_windows and raise_urgent. A device that was provisioned listens without a window.
drop index provision.request_window;
create index request_window on provision.request (window_ends_at)
    where state in ('ready', 'waiting') and origin = 'hello';
-- Serves wake_reprofiled.
create index request_profile_refused on provision.request (device_uuid)
    where state = 'parked' and problem_code = 'profile-refused';

-- Where a device stands, in an operator's words: one that was taken up without a hello was discovered long ago.
create function provision.device_state(state text, attempt smallint, problem_code text, origin text) returns text
    language sql immutable parallel safe
    return case
        when state = 'ready' and attempt = 0 and origin <> 'hello' then 'waiting'
        else provision.device_state(state, attempt, problem_code)
    end;
