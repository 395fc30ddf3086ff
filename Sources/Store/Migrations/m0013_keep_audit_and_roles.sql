-- m0013_keep_audit_and_roles
-- breaking: no
-- why: tokens have roles in place of one scope, and what callers of the API do is kept in a log that nobody can change unseen.
-- An older program takes a token with roles for nothing at all.

alter table provision.api_token
    drop constraint api_token_scope_known,
    -- all and records are what older programs know; roles says that the column of this name counts.
    add constraint api_token_scope_known check (scope in ('all', 'records', 'roles')),
    add column roles text[] not null default '{}',
    add constraint api_token_roles_where_meant check ((scope = 'roles') = (cardinality(roles) > 0));

create table provision.audit_entry (
    -- Without gaps, in the order of the chain.
    entry_id      bigint      not null,
    at            timestamptz not null,
    node          text        not null,
    caller        text        not null,
    address       text        not null,
    request       text        not null,
    action        text        not null,
    subject       text        not null,
    -- Of a refusal; null before an act.
    status        smallint,
    previous_hash bytea       not null,
    hash          bytea       not null,
    constraint audit_entry_pk primary key (entry_id),
    constraint audit_entry_hash_length check (octet_length(previous_hash) = 32 and octet_length(hash) = 32)
);
-- Serve list_audit with a filter.
create index audit_entry_caller on provision.audit_entry (caller, entry_id);
create index audit_entry_subject on provision.audit_entry (subject, entry_id) where subject <> '';

create function provision.audit_text(text) returns bytea language sql immutable strict parallel safe
    return int4send(octet_length(convert_to($1, 'UTF8'))) || convert_to($1, 'UTF8');

-- One writer at a time: the chain has one end. The lock goes with the transaction. Temporary types of the caller come last, where
-- they can stand for nothing of the system's.
create function provision.append_audit(
    node text, caller text, address text, request text, action text, subject text, status smallint
) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    head   record;
    number bigint;
    moment timestamptz;
begin
    perform pg_advisory_xact_lock(hashtextextended('provision.audit_entry', 0));
    -- A statement of its own: it sees what was committed while this one waited.
    select e.entry_id, e.hash into head from provision.audit_entry e order by e.entry_id desc limit 1;
    number := coalesce(head.entry_id, 0) + 1;
    moment := clock_timestamp();
    insert into provision.audit_entry (
        entry_id, at, node, caller, address, request, action, subject, status, previous_hash, hash)
    select number, moment, node, caller, address, request, action, subject, status, before.hash,
        sha256(
            convert_to('provision-audit/1', 'UTF8') || before.hash || int8send(number)
            || int8send((extract(epoch from moment) * 1000000)::bigint)
            || provision.audit_text(node) || provision.audit_text(caller) || provision.audit_text(address)
            || provision.audit_text(request) || provision.audit_text(action) || provision.audit_text(subject)
            || provision.audit_text(coalesce(status::text, '')))
    from (select coalesce(head.hash, decode(repeat('00', 32), 'hex')) as hash) before;
    return number;
end $$;

create function provision.refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only added to' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entry_stays before update or delete on provision.audit_entry
    for each statement execute function provision.refuse_audit_change();
create trigger audit_entry_is_never_emptied before truncate on provision.audit_entry
    for each statement execute function provision.refuse_audit_change();
revoke execute on function provision.append_audit from public;

-- Whoever works on the queue need not own it: days of the journal are made on its behalf.
alter function provision.make_journal_days(integer) security definer;
alter function provision.make_journal_days(integer) set search_path = pg_catalog, pg_temp;
revoke execute on function provision.make_journal_days(integer) from public;
