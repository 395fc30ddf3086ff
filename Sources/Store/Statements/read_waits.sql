-- read_waits: since when the oldest request is ready, of those that devices' own hellos have brought and that somebody expects (what
-- is done to provisioned devices has time); the first hello of the oldest one that waits; and how many hello windows are
-- over, end within an hour, within a day, or later, of requests that are not finished.
select min(ready_at) filter (where state = 'ready' and origin = 'hello' and not is_unexpected),
    min(first_hello_at) filter (where state = 'waiting' and origin = 'hello'),
    count(*) filter (where state = 'parked' and problem_code = 'hello-window-closed'),
    count(*) filter (where is_open and window_ends_at < now() + interval '1 hour'),
    count(*) filter (where is_open and window_ends_at >= now() + interval '1 hour' and window_ends_at < now() + interval '1 day'),
    count(*) filter (where is_open and window_ends_at >= now() + interval '1 day')
from (
    select state, origin, is_unexpected, problem_code, ready_at, first_hello_at, window_ends_at,
        state in ('ready', 'waiting') and origin = 'hello' as is_open
    from provision.request
) q
