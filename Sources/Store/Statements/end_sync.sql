-- end_sync: the sync of source $1 is over, in term $2. Nothing when the term is over.
-- $10: done, unchanged, failed or held; $11, $12: why it failed; $13: all records were seen by this one sync; $14, $15, $16: what
-- the answers said about themselves, under which version of the definition; $17: where another sync may go on; $18: this one
-- went on where another one was cut off; $19: digests of the answers; $20: seconds
-- that the source wants to be left alone.
with counted as materialized (
    select count(*) filter (where vanished_at is null) as living, count(*) filter (where vanished_at is not null) as vanished,
        -- One moment for all that is counted from it.
        clock_timestamp() as moment
    from provision.source_record where source_id = $1::smallint and $10::text in ('done', 'held')
), ended as (
    update provision.source_sync y set
        page_count = $3::bigint, record_count = $4::bigint, changed_count = $5::bigint, fault_count = $6::bigint,
        byte_count = $7::bigint, faults = $8::text[], missing_count = $9::bigint,
        ended_at = counted.moment, outcome = $10::text, failure = $11::text, failure_detail = $12::text,
        failure_count = case when $10::text = 'failed' then y.failure_count + 1 else 0 end,
        retry_at = counted.moment + make_interval(secs => $20::integer),
        position = $17::text,
        synced_at = case when $10::text in ('done', 'unchanged') then clock_timestamp() else y.synced_at end,
        whole_synced_at = case
            when $10::text in ('done', 'unchanged') and $13::boolean then clock_timestamp() else y.whole_synced_at end,
        -- Behind a sync that went on where another one was cut off, what changed meanwhile is asked for once more.
        asked_at = case
            when $10::text in ('done', 'unchanged') and not $18::boolean then y.started_at else y.asked_at end,
        shrink_accepted = case when $10::text = 'failed' then y.shrink_accepted end,
        entity_tags = case when $10::text = 'done' then $14::text[] else y.entity_tags end,
        last_modified = case when $10::text = 'done' then $15::text[] else y.last_modified end,
        body_digests = case when $10::text = 'done' then $19::text[] else y.body_digests end,
        validator_version = case when $10::text = 'done' then $16::integer else y.validator_version end,
        living_count = case when $10::text in ('done', 'held') then counted.living else y.living_count end,
        vanished_count = case when $10::text in ('done', 'held') then counted.vanished else y.vanished_count end
    from counted
    where y.source_id = $1::smallint
        and exists (select from provision.leadership where name = 'inventory' and term = $2::bigint)
    returning y.source_id
), stood as (
    insert into provision.standing as b (kind, subject, value)
    select 'source', i.name, case when $10::text in ('failed', 'held') then $10::text else 'fine' end
    from ended join provision.inventory_source i on i.source_id = ended.source_id and i.removed_at is null
    on conflict (kind, subject) do update set value = excluded.value, since = clock_timestamp()
    where b.value <> excluded.value
    returning subject, value, xmax = 0 as is_new
), heard as (
    insert into provision.event (type, subject, data)
    select case value when 'failed' then 'source.failing' when 'held' then 'source.held' else 'source.recovered' end, subject,
        jsonb_strip_nulls(jsonb_build_object('failure', $11::text, 'detail', left($12::text, 500), 'missing', case when value = 'held' then $9::bigint end))
    from stood where value <> 'fine' or not is_new
)
select source_id from ended
