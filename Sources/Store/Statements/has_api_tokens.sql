-- has_api_tokens: whether any token is admitted that may make others.
select exists (select from provision.api_token where scope = 'all' or 'trust-admin' = any (roles))
