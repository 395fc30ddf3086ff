-- know_api_token: name, scope and roles of the token with digest $1; no row when none was admitted. Its use is noted, once a minute.
with used as (
    update provision.api_token set last_used_at = clock_timestamp()
    where token_sha256 = $1::bytea
        and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')
)
select name, scope, to_json(roles)::text from provision.api_token where token_sha256 = $1::bytea
