-- wake_resolved: up to $1 requests that wait for inventory are ready when a record of theirs, or a location that it leads to,
-- has come since its attempt looked, or a newer policy. What no single sync has woken is found here: a record may come between a
-- worker's look and the note of what it did not find, however long that takes, and be seen by others only some time after its moment.
with found as materialized (
    select q.device_uuid,
        exists (
            select from provision.source_record r
            join provision.inventory_source s on s.source_id = r.source_id and s.removed_at is null
            where r.device_uuid in (q.device_uuid, provision.raw_order(q.device_uuid)) and r.vanished_at is null) as is_known
    from provision.request q
    join provision.problem p on p.device_uuid = q.device_uuid
    where q.state = 'waiting' and q.waits_for = 'inventory'
        and (
            exists (
                select from provision.source_record r
                left join provision.source_record l on l.source_id = r.source_id and l.record_id = r.location_id
                where r.device_uuid in (q.device_uuid, provision.raw_order(q.device_uuid))
                    and greatest(r.changed_at, l.changed_at)
                        > provision.looked_at(p.noted_at, p.looked_before) - interval '60 seconds')
            or exists (
                -- A source that counts again, or in another way.
                select from provision.source_record r
                join provision.inventory_source s on s.source_id = r.source_id and s.removed_at is null
                where r.device_uuid in (q.device_uuid, provision.raw_order(q.device_uuid))
                    and s.changed_at > provision.looked_at(p.noted_at, p.looked_before) - interval '60 seconds')
            or exists (
                select from provision.assignment_policy a
                where a.created_at > provision.looked_at(p.noted_at, p.looked_before) - interval '15 seconds'))
    order by q.device_uuid limit $1::integer
    for update of q skip locked
)
update provision.request q set
    state = 'ready', ready_at = clock_timestamp(), waits_for = null, due_at = null,
    priority = case when q.is_unexpected and found.is_known then least(q.priority, 5) else q.priority end,
    is_unexpected = q.is_unexpected and not found.is_known
from found
where q.device_uuid = found.device_uuid
returning q.device_uuid
