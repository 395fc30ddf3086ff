-- wake_named: requests that wait for inventory are ready when a record has come of one of the devices $1 (in either byte order),
-- or a location $3 of source $2 to which a record of the device leads. Whatever they wait for, their devices are expected now.
with located as materialized (
    select r.device_uuid from provision.source_record r
    where r.source_id = $2::smallint and r.location_id = any ($3::uuid[]) and r.device_uuid is not null
), named as materialized (
    select u from unnest($1::uuid[]) as x (u)
    union select provision.raw_order(u) from unnest($1::uuid[]) as x (u)
    union select device_uuid from located
    union select provision.raw_order(device_uuid) from located
), found as materialized (
    select q.device_uuid from named
    join provision.request q on q.device_uuid = named.u
    where (q.state = 'waiting' and q.waits_for = 'inventory') or q.is_unexpected
    order by q.device_uuid
    for update of q skip locked
)
update provision.request q set
    state = case when q.waits_for = 'inventory' then 'ready' else q.state end,
    ready_at = case when q.waits_for = 'inventory' then clock_timestamp() else q.ready_at end,
    waits_for = case when q.waits_for = 'inventory' then null else q.waits_for end,
    due_at = case when q.waits_for = 'inventory' then null else q.due_at end,
    priority = case when q.is_unexpected then least(q.priority, 5) else q.priority end,
    is_unexpected = false
from found
where q.device_uuid = found.device_uuid
returning q.device_uuid
