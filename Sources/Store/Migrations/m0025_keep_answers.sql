-- m0025_keep_answers
-- breaking: no
-- why: a caller of the API may repeat a request under a key of its own, and gets the first answer again.

create table provision.kept_answer (
    caller      text        not null,
    key         text        not null,
    -- Tells the request from any other; keyed with the caller's token, so that nobody guesses a body from it.
    fingerprint bytea       not null,
    -- Names the beginning, so that it can be asked again after a lost answer.
    beginning   bigint      not null,
    begun_at    timestamptz not null default now(),
    is_done     boolean     not null default false,
    -- Null while it runs, and where the answer shows a secret.
    status      integer,
    body        text,
    constraint kept_answer_pk primary key (caller, key),
    constraint kept_answer_fingerprint_length check (octet_length(fingerprint) = 32),
    constraint kept_answer_whole check ((status is null) = (body is null) and (is_done or status is null))
);
-- Serves begin_answer, which forgets the oldest.
create index kept_answer_begun on provision.kept_answer (begun_at);
