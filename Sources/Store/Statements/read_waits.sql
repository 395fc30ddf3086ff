-- read_waits: the first hello of the oldest request that is ready and of the oldest one that waits; and how many hello windows are
-- over, end within an hour, within a day, or later, of requests that are not finished.
select min(first_hello_at) filter (where state = 'ready'), min(first_hello_at) filter (where state = 'waiting'),
    count(*) filter (where state = 'parked' and problem_code = 'hello-window-closed'),
    count(*) filter (where is_open and window_ends_at < now() + interval '1 hour'),
    count(*) filter (where is_open and window_ends_at >= now() + interval '1 hour' and window_ends_at < now() + interval '1 day'),
    count(*) filter (where is_open and window_ends_at >= now() + interval '1 day')
from (
    select state, problem_code, first_hello_at, window_ends_at, state in ('ready', 'waiting') and origin = 'hello' as is_open
    from provision.request
) q
