-- m0022_tell_events
-- breaking: no
-- why: what operators, consoles and other systems want to hear of is told by the statement that makes it so, in the order of
-- transactions, so that nobody who reads on from where they were misses one.

create sequence provision.event_ordinal as bigint;

-- Only ever added to; whole days are dropped. A reader goes by (txid, ordinal) and no further than the oldest transaction that
-- is not over: what a slow one still writes is behind that line.
create table provision.event (
    at      timestamptz not null default clock_timestamp(),
    txid    xid8        not null default pg_current_xact_id(),
    ordinal bigint      not null default nextval('provision.event_ordinal'),
    type    text        collate "C" not null,
    -- A device's UUID, or the name of what it is about.
    subject text        not null,
    site_id smallint,
    data    jsonb       not null default '{}',
    constraint event_type_shape check (type ~ '^[a-z]+[.][a-z-]+$'),
    constraint event_subject_length check (char_length(subject) between 1 and 255)
) partition by range (at);
alter sequence provision.event_ordinal owned by provision.event.ordinal;
-- Serves list_events. Every row goes to its right end.
create index event_in_order on provision.event (txid, ordinal);
create table provision.event_rest partition of provision.event default;

-- Makes the day partitions from today on, and drops those of days that are over for longer than that. Harmless when there is nothing to do.
create function provision.keep_event_days(ahead integer, kept integer) returns integer language plpgsql
    security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s' as $$
declare
    changed integer := 0;
    today   date := (now() at time zone 'UTC')::date;
    day     date;
    child   record;
begin
    for offset_days in 0..ahead loop
        day := today + offset_days;
        if to_regclass('provision.event_' || to_char(day, 'YYYYMMDD')) is null then
            begin
                execute format(
                    'create table provision.%I partition of provision.event for values from (%L) to (%L)',
                    'event_' || to_char(day, 'YYYYMMDD'), day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
                changed := changed + 1;
            exception when check_violation then
                -- Nobody made it in time, and the rest has events of that day already: they stay there together.
                null;
            end;
        end if;
    end loop;
    for child in
        select c.relname from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'provision.event'::regclass and c.relname ~ '^event_[0-9]{8}$'
            and to_date(substr(c.relname, 7), 'YYYYMMDD') < today - kept
    loop
        execute format('drop table provision.%I', child.relname);
        changed := changed + 1;
    end loop;
    delete from provision.event_rest where at < (today - kept)::timestamp at time zone 'UTC';
    return changed;
end
$$;
revoke execute on function provision.keep_event_days(integer, integer) from public;
select provision.keep_event_days(7, 30);

-- How something stands that is not a device: told once when it changes, however many look at it, and however often.
create table provision.standing (
    kind    text        collate "C" not null,
    subject text        not null,
    value   text        not null,
    since   timestamptz not null default clock_timestamp(),
    constraint standing_pk primary key (kind, subject),
    constraint standing_subject_length check (char_length(subject) between 1 and 255)
);
