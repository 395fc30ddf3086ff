-- m0012_keep_source_answers
-- breaking: no
-- why: most sources say nothing of when they changed. The digest of a whole answer tells it without them, and without looking at
-- a single record. And a source that wants to be left alone for an hour is.

alter table provision.source_sync
    add column body_digests text[] not null default '{}',
    -- The source's own word on when to come again.
    add column retry_at timestamptz;
