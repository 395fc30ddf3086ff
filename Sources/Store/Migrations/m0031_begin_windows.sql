-- m0031_begin_windows
-- breaking: no
-- why: a device that was reset begins its hellos anew. What had stopped it, and which passwords it refused before, says nothing of what it
-- holds now.

-- Of the log-ons that the device of a leased request has refused, so many came before a hello with which its window began anew.
alter table provision.request add column void_refusals smallint;

-- Whether a hello is of another window than the last one: the device's own counter has fallen, or the request was no hello's before.
create function provision.begins_anew(
    origin text, last_retry_count bigint, retry_count bigint
) returns boolean language sql immutable
    return $1 <> 'hello' or $3 < $2;

-- Whether a hello lets go what is parked: the time for that has come, or what had stopped it may be gone.
create function provision.is_let_go(
    q provision.request, root_hash_set_id integer, pid text, retry_count bigint
) returns boolean language sql stable
    return q.state = 'parked' and (
        q.due_at <= now()
        or q.origin <> 'hello'
        or (q.problem_code in ('attempts-exhausted', 'credential-unknown', 'provisioning-state-unexpected')
            and provision.begins_anew(q.origin, q.retry_count, $4))
        or (q.problem_code in ('psk-unknown', 'certificate-none-matches')
            and (q.root_hash_set_id, q.pid) is distinct from ($2, $3)));
