-- keep_api_token: admits the token with digest $1 for everything, under the name $2, or that with the first free number behind it.
-- A token that is known stays as it is. Returns a row when it is known now; none when somebody else took the name at this
-- moment: then asking again helps.
with made as (
    insert into provision.api_token (token_sha256, name)
    select $1::bytea, free.name
    from (
        select n, case n when 1 then $2::text else $2::text || '-' || n end as name from generate_series(1, 1000) n
    ) free
    where not exists (select from provision.api_token t where t.token_sha256 = $1::bytea or t.name = free.name)
    order by free.n
    limit 1
    on conflict do nothing
    returning true
)
select true from made
union all
select true from provision.api_token where token_sha256 = $1::bytea
