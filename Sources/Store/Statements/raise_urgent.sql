-- raise_urgent: up to $1 ready requests in the last two hours of their window go to the front. Not those of devices that nobody
-- expects: whoever invents them would choose their place in the line.
with late as materialized (
    select device_uuid from provision.request
    where state = 'ready' and origin = 'hello' and priority > 1 and not is_unexpected and window_ends_at < now() + interval '2 hours'
    order by window_ends_at limit $1::integer
    for update skip locked
)
update provision.request q set priority = 1
from late
where q.device_uuid = late.device_uuid
returning q.device_uuid
