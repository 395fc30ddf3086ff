-- keep_source: the document $2, by author $3, is the newest version of the source named $1.
-- $4: the version that its writer took it from, 0 for none; null for whatever is there.
-- Returns what became of it and the newest version: kept; unchanged, when the newest says the same; conflict, when the newest
-- is another than the writer's; raced, when somebody else kept one at this moment: then asking again tells.
with newest as materialized (
    select source_id, version, document from provision.inventory_source
    where name = $1::text and removed_at is null
    for update
), wanted as materialized (
    select coalesce((select version from newest), 0) as version,
        coalesce((select document = $2::text from newest), false) as is_same
), made as (
    insert into provision.inventory_source (name, document, author)
    select $1::text, $2::text, $3::text from wanted
    where wanted.version = 0 and ($4::integer is null or $4::integer = 0)
    on conflict (name) where removed_at is null do nothing
    returning source_id, version
), standing as (
    insert into provision.source_sync (source_id) select source_id from made
), changed as (
    update provision.inventory_source s set
        version = s.version + 1, document = $2::text, author = $3::text, changed_at = clock_timestamp()
    from newest, wanted
    where s.source_id = newest.source_id and not wanted.is_same
        and ($4::integer is null or $4::integer = wanted.version)
    returning s.version
)
select
    case
        when made.version is not null or changed.version is not null then 'kept'
        when wanted.is_same then 'unchanged'
        when $4::integer <> wanted.version then 'conflict'
        else 'raced'
    end,
    coalesce(made.version, changed.version, wanted.version)
from wanted
left join made on true
left join changed on true
