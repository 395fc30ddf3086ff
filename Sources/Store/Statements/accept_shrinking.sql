-- accept_shrinking: the next whole sync of the source named $1, which is to come at once, may miss as many records as the last one
-- did, and no more.
update provision.source_sync y set
    shrink_accepted = y.missing_count, requested_at = clock_timestamp(), whole_requested = true
from provision.inventory_source s
where s.name = $1::text and s.removed_at is null and y.source_id = s.source_id
returning y.source_id
