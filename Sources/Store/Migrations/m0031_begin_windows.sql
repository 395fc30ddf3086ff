-- m0031_begin_windows
-- breaking: no
-- why: a device that was reset begins its hellos anew. What had stopped it, and which passwords it refused before, says nothing of what it
-- holds now, and in a new setup it may bring the proof that was missing.

-- Of the log-ons that the device of a leased request has refused, so many came before a hello with which its window began anew, or which
-- named another key; absent while no such hello has come.
alter table provision.request add column void_refusals smallint;

-- Whether a hello is of another window than the last one: the device's own counter has fallen, or the request was no hello's before.
-- A second first hello is one too, half a minute later: the first one of a window may be the only one of it that was kept, because
-- unchanged repeats are not. Firmware leaves a minute at least between two hellos of a window, and what is the same hello once more, by
-- another way or because its answer was lost, comes within seconds. Whether a counter goes on beyond its last number is not confirmed, so
-- that one which stands still there begins nothing.
create function provision.begins_anew(
    origin text, last_retry_count bigint, last_hello_at timestamptz, retry_count bigint, hello_at timestamptz
) returns boolean language sql stable
    return $1 <> 'hello' or $4 < $2 or ($4 = 0 and $2 = 0 and $5 > $3 + interval '30 seconds');

-- Whether a hello takes up a request that waits: it was what was missing, or it says something new; one that waits for inventory alone,
-- where the proof was missing that a new setup, or another key, may bring. Beside the one without a moment, which programs of the version
-- before ask.
create function provision.is_awaited(
    q provision.request, address inet, root_hash_set_id integer, pid text, retry_count bigint, hello_at timestamptz
) returns boolean language sql stable
    return q.state = 'waiting' and case q.waits_for
        when 'inventory' then q.problem_code = 'secret-withheld' and (
            (q.root_hash_set_id, q.pid) is distinct from ($3, $4)
            or provision.begins_anew(q.origin, q.retry_count, q.hello_at, $5, $6))
        when 'hello' then true
        else provision.differs(q, $2, $3, $4) end;

-- Whether what was refused so far says nothing any more: the machine that refused it was reset. One at another address may be another
-- machine with the same UUID, whose hellos take turns with this one's; its account must not be tried without end.
create function provision.voids_refusals(
    q provision.request, address inet, retry_count bigint, hello_at timestamptz
) returns boolean language sql stable
    return q.origin <> 'hello'
        or q.address = $2 and provision.begins_anew(q.origin, q.retry_count, q.hello_at, $3, $4);

-- Whether a hello lets go what is parked: the time for that has come, or what had stopped it may be gone.
create function provision.is_let_go(
    q provision.request, address inet, root_hash_set_id integer, pid text, retry_count bigint, hello_at timestamptz
) returns boolean language sql stable
    return q.state = 'parked' and (
        q.due_at <= now()
        or q.origin <> 'hello'
        or (q.problem_code = 'attempts-exhausted' and provision.begins_anew(q.origin, q.retry_count, q.hello_at, $5, $6))
        or (q.problem_code in ('credential-unknown', 'provisioning-state-unexpected') and provision.voids_refusals(q, $2, $5, $6))
        or (q.problem_code in ('psk-unknown', 'certificate-none-matches')
            and (q.root_hash_set_id, q.pid) is distinct from ($3, $4)));
