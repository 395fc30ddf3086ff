-- remove_source: the source named $1 counts no more, when its version is $2, or whatever it is ($2 null); its records go later, in
-- slices. How it stood is forgotten. Returns its version and whether it is gone; no row when there is none.
with newest as materialized (
    select source_id, version from provision.inventory_source where name = $1::text and removed_at is null for update
), removed as (
    update provision.inventory_source s set removed_at = clock_timestamp()
    from newest
    where s.source_id = newest.source_id and ($2::integer is null or $2::integer = newest.version)
    returning s.source_id, s.name
), unsaid as (
    delete from provision.standing s using removed where s.kind = 'source' and s.subject = removed.name
)
select newest.version, removed.source_id is not null
from newest
left join removed on true
