-- m0023_watch_nodes
-- breaking: no
-- why: which processes live, what the cluster does in each minute and what came of its housekeeping are seen from any node.

alter table provision.node
    add column version text,
    add column seen_at timestamptz not null default clock_timestamp(),
    add column left_at timestamptz;
-- Those of before do not say that they live.
update provision.node set left_at = clock_timestamp();
-- Serve list_nodes and lose_nodes, however many processes there have been.
create index node_here on provision.node (node_id) where left_at is null;
create index node_left on provision.node (left_at) where left_at is not null;

-- What happened in each minute, over all nodes.
create table provision.tally (
    minute timestamptz not null,
    kind   text        collate "C" not null,
    count  bigint      not null,
    constraint tally_pk primary key (minute, kind),
    constraint tally_kind_known check (kind in ('hellos', 'provisioned', 'failed')),
    constraint tally_whole_minute check (minute = date_trunc('minute', minute))
);

-- What came of the coordinators' housekeeping the last time.
create table provision.job (
    name       text        collate "C" not null,
    node_id    integer     not null,
    started_at timestamptz not null,
    ended_at   timestamptz not null,
    outcome    text        collate "C" not null,
    -- Rows that it has changed, or why it failed.
    row_count  bigint,
    detail     text,
    constraint job_pk primary key (name),
    constraint job_outcome_known check (outcome in ('done', 'failed')),
    constraint job_failed_says_why check (outcome = 'done' or detail is not null)
) with (fillfactor = 50);

-- How much every process logs, when operators say so; no row: as its settings say.
create table provision.log_level (
    is_one     boolean     not null default true,
    level      text        collate "C" not null,
    changed_at timestamptz not null default clock_timestamp(),
    constraint log_level_pk primary key (is_one),
    constraint log_level_one check (is_one),
    constraint log_level_known check (level in ('trace', 'debug', 'info', 'notice', 'warning', 'error', 'critical'))
);
