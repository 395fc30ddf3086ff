-- has_api_tokens: whether any token is admitted that may do everything.
select exists (select from provision.api_token where scope = 'all')
