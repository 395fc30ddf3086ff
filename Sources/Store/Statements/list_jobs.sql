-- list_jobs: what came of each piece of housekeeping the last time.
select j.name, n.name, j.started_at, j.ended_at, j.outcome, j.row_count, j.detail
from provision.job j
left join provision.node n on n.node_id = j.node_id
order by j.name
