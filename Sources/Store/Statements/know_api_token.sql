-- know_api_token: whether the token with digest $1 is admitted, and whether any is ($1 null).
select exists (select from provision.api_token where $1::bytea is null or token_sha256 = $1::bytea)
