-- m0005_create_snapshot
-- breaking: no
-- why: what each configured device showed when it was last read, so that a plan can be made without touching it.

-- Settings and entries of lists, never a secret: none can be read from firmware.
create table provision.device_snapshot (
    device_uuid uuid        not null,
    findings    text        not null,
    taken_at    timestamptz not null default clock_timestamp(),
    constraint device_snapshot_pk primary key (device_uuid)
);
