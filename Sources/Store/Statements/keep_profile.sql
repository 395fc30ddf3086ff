-- keep_profile: the document $2 with digest $3, by author $4, is the newest version of the profile named $1.
-- $5: the version that its writer took it from, 0 for none; null for whatever is there.
-- Returns what became of it and the newest version: kept; unchanged, when the newest says the same; conflict, when the newest
-- is another than the writer's; raced, when somebody else kept a version at this moment: then asking again tells.
with newest as materialized (
    select version, digest from provision.profile where name = $1::text order by version desc limit 1
), wanted as materialized (
    select coalesce((select version from newest), 0) as version,
        coalesce((select digest = $3::bytea from newest), false) as is_same
), made as (
    insert into provision.profile (name, version, document, digest, author)
    select $1::text, wanted.version + 1, $2::text, $3::bytea, $4::text from wanted
    where not wanted.is_same and ($5::integer is null or $5::integer = wanted.version)
    on conflict (name, version) do nothing
    returning version
), heard as (
    insert into provision.event (type, subject, data)
    select 'profile.changed', $1::text, jsonb_build_object('version', version, 'author', $4::text) from made
)
select
    case
        when made.version is not null then 'kept'
        when wanted.is_same then 'unchanged'
        when $5::integer <> wanted.version then 'conflict'
        else 'raced'
    end,
    coalesce(made.version, wanted.version)
from wanted
left join made on true
