-- remove_api_token: withdraws the token named $1. Returns removed, unknown, or last for the last one that may make others.
-- Those that may are locked first: of two that are withdrawn at once one stays.
with mighty as materialized (
    select name from provision.api_token where scope = 'all' or 'trust-admin' = any (roles) order by token_sha256 for update
), gone as (
    delete from provision.api_token t
    where t.name = $1::text
        and (not exists (select from mighty m where m.name = t.name) or (select count(*) from mighty) > 1)
    returning name
)
select case
    when exists (select from gone) then 'removed'
    when exists (select from mighty where name = $1::text) then 'last'
    else 'unknown'
end
