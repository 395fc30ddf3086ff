-- remove_source: the source named $1 counts no more; its records go later, in slices.
update provision.inventory_source set removed_at = clock_timestamp()
where name = $1::text and removed_at is null
returning source_id
