-- begin_answer: caller $1 begins the request with key $2 and fingerprint $3; what was begun more than $4 hours ago is forgotten, a
-- hundred at a time. $5 names this beginning: asked again after a lost answer, it has begun.
-- Returns begun, done with status and body (null where the answer was not kept), running, or other for another request's key. No
-- row when somebody else began it at this moment.
with forgotten as (
    delete from provision.kept_answer
    where ctid = any (array(
        select ctid from provision.kept_answer
        where begun_at < now() - make_interval(hours => $4::integer) and (caller, key) <> ($1::text, $2::text)
        order by begun_at limit 100 for update skip locked))
), made as (
    insert into provision.kept_answer as k (caller, key, fingerprint, beginning)
    values ($1::text, $2::text, $3::bytea, $5::bigint)
    on conflict (caller, key) do update set
        fingerprint = excluded.fingerprint, beginning = excluded.beginning, begun_at = now(), is_done = false,
        status = null, body = null
    where k.begun_at < now() - make_interval(hours => $4::integer)
    returning k.caller
)
select
    case
        when made.caller is not null or k.beginning = $5::bigint then 'begun'
        when k.fingerprint <> $3::bytea then 'other'
        when k.is_done then 'done'
        else 'running'
    end,
    k.status, k.body
from (values (1)) as one (row)
left join made on true
left join provision.kept_answer k on k.caller = $1::text and k.key = $2::text
where made.caller is not null or k.caller is not null
