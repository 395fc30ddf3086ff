-- make_api_token: admits the token with digest $1 under the name $2, with scope $3 and roles $4. Returns when; no row when the name
-- is taken. Repeated after a lost answer, it finds its own token.
with made as (
    insert into provision.api_token (token_sha256, name, scope, roles)
    values ($1::bytea, $2::text, $3::text, $4::text[])
    on conflict do nothing
    returning created_at
)
select created_at from made
union all
select created_at from provision.api_token where token_sha256 = $1::bytea
