-- remove_source: the source named $1 counts no more; its records go later, in slices. How it stood is forgotten.
with removed as (
    update provision.inventory_source set removed_at = clock_timestamp()
    where name = $1::text and removed_at is null
    returning source_id, name
), unsaid as (
    delete from provision.standing s using removed where s.kind = 'source' and s.subject = removed.name
)
select source_id from removed
