-- list_api_tokens: every token, in order of names, without its digest.
select name, scope, to_json(roles)::text, created_at, last_used_at from provision.api_token order by name
