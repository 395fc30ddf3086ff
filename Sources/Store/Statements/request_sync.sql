-- request_sync: the source named $1 is to be read at once, all of it if $2.
update provision.source_sync y set
    requested_at = clock_timestamp(), whole_requested = y.whole_requested or $2::boolean
from provision.inventory_source s
where s.name = $1::text and s.removed_at is null and y.source_id = s.source_id
returning y.source_id
