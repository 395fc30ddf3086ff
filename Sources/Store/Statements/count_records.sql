-- count_records: how many records the sources $1 have now, in term $2. What is already known is not written.
with counted as (
    select s.source_id, count(r.record_id) filter (where r.vanished_at is null) as living,
        count(r.record_id) filter (where r.vanished_at is not null) as vanished
    from unnest($1::integer[]) as s (source_id)
    left join provision.source_record r on r.source_id = s.source_id::smallint
    group by s.source_id
)
update provision.source_sync y set living_count = counted.living, vanished_count = counted.vanished
from counted
where y.source_id = counted.source_id and (y.living_count, y.vanished_count) <> (counted.living, counted.vanished)
    and exists (select from provision.leadership where name = 'inventory' and term = $2::bigint)
returning y.source_id
