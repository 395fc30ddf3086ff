-- remove_webhook: the webhook named $1 is told nothing more, when its version is $2, or whatever it is ($2 null).
-- Returns its version and whether it is gone; no row when there is none.
with newest as materialized (
    select name, version from provision.webhook where name = $1::text for update
), gone as (
    delete from provision.webhook w using newest
    where w.name = newest.name and ($2::integer is null or $2::integer = newest.version)
    returning w.name
)
select newest.version, gone.name is not null
from newest
left join gone on true
