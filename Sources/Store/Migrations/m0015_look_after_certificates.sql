-- m0015_look_after_certificates
-- breaking: no
-- why: operators import, name and remove certificates for setup over the API. One that was removed takes its key with it, and
-- does not come back because the settings of a node still name it. And how long which devices can still be provisioned is only
-- known when the roots that a device listed last are kept behind its provisioning. Older programs leave these columns as they
-- are, and take a removed certificate in again at their start: update every node before one is removed.

alter table provision.setup_certificate add column name text;
create unique index setup_certificate_name_unique on provision.setup_certificate (name);

create table provision.removed_certificate (
    leaf_sha256 bytea       not null,
    name        text,
    subject     text        not null,
    removed_at  timestamptz not null default clock_timestamp(),
    constraint removed_certificate_pk primary key (leaf_sha256)
);

alter table provision.device add column root_hash_set_id integer;
