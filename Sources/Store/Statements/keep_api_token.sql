-- keep_api_token: admits the token with digest $1 under the name $2.
insert into provision.api_token (token_sha256, name) values ($1::bytea, $2::text)
on conflict (token_sha256) do nothing
