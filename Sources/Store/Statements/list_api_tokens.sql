-- list_api_tokens: every token, in order of names, without its digest.
select name, scope, created_at, last_used_at from provision.api_token order by name
