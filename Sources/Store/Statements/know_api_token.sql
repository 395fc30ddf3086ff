-- know_api_token: the name under which the token with digest $1 is admitted, or that of any token ($1 null).
select name from provision.api_token where $1::bytea is null or token_sha256 = $1::bytea limit 1
