-- note_sync: how far the sync of source $1 is, in term $2. Nothing when the term is over.
update provision.source_sync set
    page_count = $3::bigint, record_count = $4::bigint, changed_count = $5::bigint, fault_count = $6::bigint,
    byte_count = $7::bigint, faults = $8::text[], position = $9::text
where source_id = $1::smallint
    and exists (select from provision.leadership where name = 'inventory' and term = $2::bigint)
returning source_id
