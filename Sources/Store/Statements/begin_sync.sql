-- begin_sync: a sync of source $1 begins, in term $2, whole if $3, of version $4 of the definition. Nothing when the term is over.
-- Returns its beginning; where a sync of the same kind and version was cut off; from when on changes are to be asked for;
-- and what the last answers said about themselves, as long as the definition is the same.
with before as materialized (
    select source_id, whole, position, position_version,
        -- What came after them is not what is known here: only an answer that is known to the end may be unchanged.
        ended_at >= started_at and outcome in ('done', 'unchanged') as is_settled
    from provision.source_sync
    where source_id = $1::smallint
        and exists (select from provision.leadership where name = 'inventory' and term = $2::bigint)
    for update
)
update provision.source_sync y set
    whole = $3::boolean, started_at = clock_timestamp(), requested_at = null,
    whole_requested = y.whole_requested and not $3::boolean,
    page_count = 0, record_count = 0, changed_count = 0, fault_count = 0, byte_count = 0, missing_count = 0,
    faults = '{}',
    position = case when b.whole = $3::boolean and b.position_version = $4::integer then b.position end,
    position_version = $4::integer
from before b
where y.source_id = b.source_id
returning y.started_at, y.position, case when not y.whole then y.asked_at end,
    case when b.is_settled and y.validator_version = $4::integer then to_json(y.entity_tags)::text end,
    case when b.is_settled and y.validator_version = $4::integer then to_json(y.last_modified)::text end,
    case when b.is_settled and y.validator_version = $4::integer then to_json(y.body_digests)::text end
