-- list_sources: every source with how it stands, in order of names.
select s.source_id, s.name, s.version, s.document, s.author, s.changed_at,
    y.whole, y.started_at, y.ended_at, y.outcome, y.failure, y.failure_detail, y.page_count, y.record_count,
    y.changed_count, y.fault_count, y.byte_count, y.missing_count, to_json(y.faults)::text, y.synced_at, y.whole_synced_at,
    y.living_count, y.vanished_count, y.requested_at, y.whole_requested, y.shrink_accepted, y.failure_count,
    y.retry_at
from provision.inventory_source s
join provision.source_sync y on y.source_id = s.source_id
where s.removed_at is null
order by s.name
