-- m0003_create_inventory
-- breaking: no
-- why: what inventory sources say about a UUID. One source for now: the local file.

create table provision.inventory_record (
    device_uuid uuid        not null,
    source      text        not null,
    fqdn        text        not null,
    profile     text,
    -- When what it says last changed; a sync that brings nothing new leaves it alone.
    changed_at  timestamptz not null,
    constraint inventory_record_pk primary key (device_uuid, source)
);
