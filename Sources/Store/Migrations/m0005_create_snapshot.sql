-- m0005_create_snapshot
-- breaking: no
-- why: what each configured device showed when it was last read, so that a plan can be made without touching it; and a way to
-- find the devices that hold an older version of a secret.

-- Settings and entries of lists, never a secret: none can be read from firmware.
create table provision.device_snapshot (
    device_uuid uuid        not null,
    findings    text        not null,
    taken_at    timestamptz not null default clock_timestamp(),
    constraint device_snapshot_pk primary key (device_uuid)
);

-- Serves take_up_again. What is marked without a secret has version 0.
create index applied_secret_version on provision.applied_secret (secret_name, secret_version) where secret_version > 0;
