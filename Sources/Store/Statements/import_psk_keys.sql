-- import_psk_keys: pre-shared keys $1 PIDs, $2 key ids, $3 sealed PPSs; a PID that is known keeps its key. Others than
-- those that were made just now ($4) count as given out: nobody knows whether a machine has them.
-- Requests that are parked because their PID was unknown are ready again.
with made as (
    insert into provision.psk_key (pid, key_id, sealed_pps, exported_at)
    select p, k, s, case when not $4::boolean then clock_timestamp() end from unnest($1::text[], $2::text[], $3::bytea[]) as x (p, k, s) order by p
    on conflict (pid) do nothing
    returning pid
), woken as (
    update provision.request q set state = 'ready', ready_at = clock_timestamp(), due_at = null
    from made where q.pid = made.pid and q.state = 'parked' and q.problem_code = 'psk-unknown'
)
select pid from made
