-- forget_records: up to $2 records go that vanished more than $1 days ago, or whose source was removed.
with old as materialized (
    select ctid from provision.source_record
    where vanished_at < clock_timestamp() - make_interval(days => $1::integer)
    order by vanished_at limit $2::integer
), left_over as materialized (
    select r.ctid
    from provision.inventory_source s
    cross join lateral (
        select o.ctid from provision.source_record o where o.source_id = s.source_id
        order by o.record_id limit $2::integer
    ) r
    where s.removed_at is not null
    limit $2::integer
), gone as (
    delete from provision.source_record
    where ctid = any (array(select ctid from old union select ctid from left_over))
    returning record_id
), emptied as (
    delete from provision.inventory_source s
    where s.removed_at is not null
        and not exists (select from provision.source_record r where r.source_id = s.source_id)
    returning s.source_id
), unsynced as (
    delete from provision.source_sync y using emptied where y.source_id = emptied.source_id
)
select record_id from gone
