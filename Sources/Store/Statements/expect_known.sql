-- expect_known: up to $1 requests lose the mark of devices that nobody expects, because inventory has a living record of them. What was
-- locked, or committed while their records came, is found here.
with known as materialized (
    select q.device_uuid from provision.request q
    where q.is_unexpected and exists (
        select from provision.source_record r
        join provision.inventory_source s on s.source_id = r.source_id and s.removed_at is null
        where r.device_uuid in (q.device_uuid, provision.raw_order(q.device_uuid)) and r.vanished_at is null)
    limit $1::integer
    for update of q skip locked
)
update provision.request q set is_unexpected = false, priority = least(q.priority, 5)
from known
where q.device_uuid = known.device_uuid
returning q.device_uuid
