-- m0002_create_keys
-- breaking: no
-- why: secrets and certificates. No column holds a secret in clear: each is sealed, with the name of its key beside it.

-- Every credential a device may hold. A row is durable before any of it is sent.
create table provision.credential (
    device_uuid          uuid        not null,
    version              integer     not null,
    status               text        not null default 'pending',
    username             text        not null,
    key_id               text        not null,
    sealed_password      bytea       not null,
    sealed_mebx_password bytea,
    -- none: not sent; intended: may have been sent; set: taken by the firmware; refused: not taken.
    mebx_state           text        not null default 'none',
    digest_realm         text,
    lease_generation     bigint      not null,
    created_at           timestamptz not null default clock_timestamp(),
    proven_at            timestamptz,
    constraint credential_pk primary key (device_uuid, version),
    constraint credential_mebx_state_known check (mebx_state in ('none', 'intended', 'set', 'refused')),
    constraint credential_status_known check (status in ('pending', 'current', 'superseded')),
    constraint credential_proven_when_not_pending check (status = 'pending' or proven_at is not null)
);

-- The built-in certificate authority: one row for the cluster, made by whichever node comes first.
create table provision.authority (
    authority_id   smallint    not null default 1,
    certificate    bytea       not null,
    key_id         text        not null,
    sealed_key     bytea       not null,
    created_at     timestamptz not null default clock_timestamp(),
    constraint authority_pk primary key (authority_id),
    constraint authority_is_one check (authority_id = 1)
);

-- Certificates issued to devices. The private keys never leave the devices.
create table provision.device_certificate (
    serial           bytea       not null,
    device_uuid      uuid        not null,
    fqdn             text        not null,
    certificate      bytea       not null,
    not_before       timestamptz not null,
    not_after        timestamptz not null,
    lease_generation bigint      not null,
    issued_at        timestamptz not null default clock_timestamp(),
    constraint device_certificate_pk primary key (serial)
);
-- Serves load_briefs.
create index device_certificate_by_device on provision.device_certificate (device_uuid, issued_at);

-- Pre-shared keys, the successor of csti_pid_map.
create table provision.psk_key (
    pid         text        collate "C" not null,
    key_id      text        not null,
    sealed_pps  bytea       not null,
    imported_at timestamptz not null default clock_timestamp(),
    constraint psk_key_pk primary key (pid),
    constraint psk_key_pid_length check (char_length(pid) = 8)
);

-- Certificates with which devices are set up. Root hashes are derived from the chain at import.
create table provision.setup_certificate (
    setup_certificate_id bigint generated always as identity,
    subject              text        not null,
    root_sha1            bytea       not null,
    root_sha256          bytea       not null,
    root_sha384          bytea       not null,
    leaf_sha256          bytea       not null,
    chain                text        not null,
    key_id               text        not null,
    sealed_key           bytea       not null,
    not_after            timestamptz not null,
    imported_at          timestamptz not null default clock_timestamp(),
    constraint setup_certificate_pk primary key (setup_certificate_id),
    constraint setup_certificate_leaf_unique unique (leaf_sha256)
);

-- Who may call the API. The token itself is shown once and not kept.
create table provision.api_token (
    token_sha256 bytea       not null,
    name         text        not null,
    created_at   timestamptz not null default clock_timestamp(),
    constraint api_token_pk primary key (token_sha256),
    constraint api_token_length check (octet_length(token_sha256) = 32)
);
