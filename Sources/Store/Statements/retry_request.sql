-- retry_request: an operator takes the waiting or parked request of $1 up at once; its attempts are counted from zero again.
update provision.request set
    state = 'ready', waits_for = null, due_at = null, attempt = 0, refused_logons = 0, priority = 0,
    window_ends_at = greatest(window_ends_at, clock_timestamp() + interval '1 hour')
where device_uuid = $1::uuid and state in ('waiting', 'parked')
returning device_uuid
