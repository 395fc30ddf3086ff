-- keep_policy: the document $1 with digest $2, by author $3, is the newest assignment policy.
-- $4: the version that its writer took it from, 0 for none; null for whatever is there.
-- Returns what became of it and the newest version: kept; unchanged, when the newest says the same; conflict, when the newest
-- is another than the writer's; raced, when somebody else kept a version at this moment: then asking again tells.
with newest as materialized (
    select version, digest from provision.assignment_policy order by version desc limit 1
), wanted as materialized (
    select coalesce((select version from newest), 0) as version,
        coalesce((select digest = $2::bytea from newest), false) as is_same
), made as (
    insert into provision.assignment_policy (version, document, digest, author)
    select wanted.version + 1, $1::text, $2::bytea, $3::text from wanted
    where not wanted.is_same and ($4::integer is null or $4::integer = wanted.version)
    on conflict (version) do nothing
    returning version
), heard as (
    insert into provision.event (type, subject, data)
    select 'policy.changed', 'assignment', jsonb_build_object('version', version, 'author', $3::text) from made
)
select
    case
        when made.version is not null then 'kept'
        when wanted.is_same then 'unchanged'
        when $4::integer <> wanted.version then 'conflict'
        else 'raced'
    end,
    coalesce(made.version, wanted.version)
from wanted
left join made on true
