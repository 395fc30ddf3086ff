-- keep_webhook: the document $2, by author $3, is the newest version of the webhook named $1, and $5 says whether it is enabled.
-- $4: the version that its writer took it from, 0 for none; null for whatever is there. A new one is told what happens from now on.
-- Returns what became of it and the newest version: kept; unchanged, when the newest says the same; conflict, when the newest
-- is another than the writer's; raced, when somebody else kept one at this moment: then asking again tells.
with newest as materialized (
    select name, version, document from provision.webhook where name = $1::text for update
), wanted as materialized (
    select coalesce((select version from newest), 0) as version,
        coalesce((select document = $2::text from newest), false) as is_same
), made as (
    insert into provision.webhook (name, document, is_enabled, author)
    select $1::text, $2::text, $5::boolean, $3::text from wanted
    where wanted.version = 0 and ($4::integer is null or $4::integer = 0)
    on conflict (name) do nothing
    returning version
), changed as (
    -- What was wrong with the one before is not wrong with this one yet.
    update provision.webhook w set
        version = w.version + 1, document = $2::text, is_enabled = $5::boolean, author = $3::text, changed_at = clock_timestamp(),
        due_at = clock_timestamp(), lease_token = null, lease_until = null, failure_count = 0, failure = null
    from newest, wanted
    where w.name = newest.name and not wanted.is_same and ($4::integer is null or $4::integer = wanted.version)
    returning w.version
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
