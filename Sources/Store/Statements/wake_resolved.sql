-- wake_resolved: up to $1 requests that wait for an inventory record which has come are ready.
-- A device that had no record is woken by any; one whose record was of no use, by a change of it.
with found as materialized (
    select q.device_uuid from provision.request q
    where q.state = 'waiting' and q.waits_for = 'inventory'
        and exists (
            select from provision.inventory_record i
            left join provision.problem p on p.device_uuid = i.device_uuid
            where i.device_uuid = q.device_uuid
                and (p.evidence ->> 'inventory.record' = 'none' or i.changed_at > p.noted_at))
    order by q.device_uuid limit $1::integer
    for update of q skip locked
)
update provision.request q set state = 'ready', waits_for = null, due_at = null
from found
where q.device_uuid = found.device_uuid
returning q.device_uuid
