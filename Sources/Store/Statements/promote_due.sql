-- promote_due: up to $1 waiting requests whose time has come are ready; the last two hours of a window go first.
with due as materialized (
    select device_uuid from provision.request
    where state = 'waiting' and due_at <= now()
    order by due_at limit $1::integer
    for update skip locked
)
update provision.request q set
    state = 'ready', ready_at = clock_timestamp(), waits_for = null, due_at = null,
    priority = case
        when q.origin = 'hello' and q.priority > 1 and not q.is_unexpected and q.window_ends_at < now() + interval '2 hours' then 1
        else q.priority end
from due
where q.device_uuid = due.device_uuid
returning q.device_uuid
