-- m0026_send_webhooks
-- breaking: no
-- why: other systems are told of events by requests of ours. Each of them is at a position of its own and is told on from there,
-- whoever sends, and however long it was away.

create table provision.webhook (
    name            text        collate "C" not null,
    version         integer     not null default 1,
    -- Canonical JSON: where, which types, signed by which secret.
    document        text        not null,
    is_enabled      boolean     not null,
    author          text        not null,
    changed_at      timestamptz not null default clock_timestamp(),
    -- Everything up to here was taken.
    txid            xid8        not null default pg_snapshot_xmin(pg_current_snapshot()),
    ordinal         bigint      not null default 0,
    due_at          timestamptz not null default clock_timestamp(),
    lease_token     bigint,
    lease_until     timestamptz,
    failure_count   integer     not null default 0,
    failure         text,
    failed_at       timestamptz,
    delivered_at    timestamptz,
    delivered_count bigint      not null default 0,
    constraint webhook_pk primary key (name),
    constraint webhook_name_shape check (name ~ '^[a-z0-9._-]{1,63}$'),
    constraint webhook_lease_whole check (num_nonnulls(lease_token, lease_until) in (0, 2)),
    constraint webhook_failed_says_why check (failure_count = 0 or failure is not null)
) with (fillfactor = 50);
