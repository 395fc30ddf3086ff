-- m0009_note_other_machine
-- breaking: no
-- why: two machines with one UUID take turns in saying hello; what the hello was like before it changed tells them apart from
-- one machine that has moved.

alter table provision.request
    add column other_address          inet,
    add column other_root_hash_set_id integer,
    add column other_pid              text     collate "C",
    -- When the hello came that was the first to differ from it.
    add column other_at               timestamptz,
    -- How often in a row a hello was like the one before the last change.
    add column other_turns            smallint not null default 0;

-- Whether a hello differs from the last one of its device.
create function provision.differs(
    q provision.request, address inet, root_hash_set_id integer, pid text
) returns boolean language sql immutable
    return (q.address, q.root_hash_set_id, q.pid) is distinct from ($2, $3, $4);

-- Whether a hello is like the one before the last change, which was less than ten minutes ago: it has gone back, or another
-- machine has its turn.
create function provision.is_turn(
    q provision.request, address inet, root_hash_set_id integer, pid text, hello_at timestamptz
) returns boolean language sql immutable
    return coalesce(
        provision.differs(q, $2, $3, $4) and q.other_at > $5 - interval '10 minutes'
        and (q.other_address, q.other_root_hash_set_id, q.other_pid) is not distinct from ($2, $3, $4), false);

-- Whether this turn is one too many for one machine, which goes somewhere and back, but not there again.
create function provision.is_other_machine(
    q provision.request, address inet, root_hash_set_id integer, pid text, hello_at timestamptz
) returns boolean language sql immutable
    return q.state <> 'leased' and q.other_turns >= 1 and provision.is_turn(q, $2, $3, $4, $5);
