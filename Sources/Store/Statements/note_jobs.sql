-- note_jobs: what came of housekeeping at node $1: $2 text[] names, $3 and $4 timestamptz[] begun and ended, $5 text[] outcomes,
-- $6 bigint[] rows that were changed, $7 text[] details. The later end counts.
insert into provision.job as b (name, node_id, started_at, ended_at, outcome, row_count, detail)
select n, $1::integer, s, e, o, r, d
from unnest($2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::bigint[], $7::text[]) as x (n, s, e, o, r, d)
order by n
on conflict (name) do update set
    node_id = excluded.node_id, started_at = excluded.started_at, ended_at = excluded.ended_at, outcome = excluded.outcome,
    row_count = excluded.row_count, detail = excluded.detail
where b.ended_at <= excluded.ended_at
returning name
