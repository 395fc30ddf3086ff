-- mark_vanished: source $1 no longer has the records $3; in term $2. Returns whether the term holds, and how many were marked.
with fence as materialized (
    select exists (select from provision.leadership where name = 'inventory' and term = $2::bigint) as holds
), marked as (
    update provision.source_record r set vanished_at = clock_timestamp()
    where r.source_id = $1::smallint and r.record_id = any ($3::uuid[]) and r.vanished_at is null
        and (select holds from fence)
    returning 1
)
select (select holds from fence), (select count(*) from marked)
