-- retry_requests: an operator takes the waiting or parked requests of the devices $1 up at once; their attempts are counted from
-- zero again. Returns each device once: whether it was taken up, and whether it is known.
with asked as materialized (
    select distinct device_uuid from unnest($1::uuid[]) as named (device_uuid)
), locked as materialized (
    -- In one order, so that two such calls do not wait for each other.
    select r.device_uuid from provision.request r join asked a on a.device_uuid = r.device_uuid
    where r.state in ('waiting', 'parked') order by r.device_uuid for update of r
), taken as (
    update provision.request r set
        state = 'ready', ready_at = clock_timestamp(), waits_for = null, due_at = null, attempt = 0, refused_logons = 0, priority = 0,
        window_ends_at = greatest(r.window_ends_at, clock_timestamp() + interval '1 hour')
    from locked l
    where r.device_uuid = l.device_uuid and r.state in ('waiting', 'parked')
    returning r.device_uuid
)
select a.device_uuid, t.device_uuid is not null,
    exists (select from provision.request r where r.device_uuid = a.device_uuid)
        or exists (select from provision.device d where d.device_uuid = a.device_uuid and d.provisioned_at is not null)
from asked a left join taken t on t.device_uuid = a.device_uuid
