-- m0011_scope_api_tokens
-- breaking: no
-- why: a token that every computer of the fleet holds must not open the fleet's passwords: tokens have a scope. They have names of
-- their own, so that one can be withdrawn by its name, and say when they were last used, so that one that nobody uses is seen.
-- Older programs take any token for everything: make narrower ones when no node serves the API with such a program any more.

alter table provision.api_token
    add column scope        text        collate "C" not null default 'all',
    add column last_used_at timestamptz,
    add constraint api_token_scope_known check (scope in ('all', 'records'));

-- Several token files may have been taken under one name: the oldest keeps it.
update provision.api_token t set name = t.name || '-' || left(encode(t.token_sha256, 'hex'), 8)
where exists (
    select from provision.api_token o
    where o.name = t.name and (o.created_at, o.token_sha256) < (t.created_at, t.token_sha256)
);
create unique index api_token_name_unique on provision.api_token (name);
