-- m0017_mark_keys
-- breaking: no
-- why: a node with another key under the same name, or with the keys of another cluster, seals what no other node opens. A mark of
-- each key tells them apart at the start.

create table provision.key_mark (
    key_id    text        not null,
    -- HMAC-SHA256 of a constant text; it says nothing of the key.
    mark      bytea       not null,
    marked_at timestamptz not null default clock_timestamp(),
    constraint key_mark_pk primary key (key_id),
    constraint key_mark_length check (octet_length(mark) = 32)
);
