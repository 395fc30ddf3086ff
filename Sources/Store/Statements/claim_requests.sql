-- claim_requests: leases up to $2 ready requests of site $1 to node $4 under token $3 for $5 seconds.
-- ($6, $7) is the low-water mark: nothing before this priority and window end is looked at.
-- Locked rows are skipped, so that claimers never wait for each other.
with due as materialized (
    select device_uuid from provision.request
    where site_id = $1::smallint and state = 'ready' and (priority, window_ends_at) >= ($6::smallint, $7::timestamptz)
    order by priority, window_ends_at
    limit $2::integer
    for update skip locked
)
update provision.request q set
    state = 'leased',
    attempt = least(q.attempt + 1, 32000),
    lease_generation = nextval('provision.lease_generation'),
    lease_token = $3::bigint,
    lease_owner = $4::integer,
    leased_at = clock_timestamp(),
    lease_until = clock_timestamp() + make_interval(secs => $5::double precision),
    due_at = null,
    void_refusals = null
from due
where q.device_uuid = due.device_uuid
returning q.device_uuid, q.lease_generation, host(q.address), q.attempt::integer, q.refused_logons::integer,
    q.step::integer, q.root_hash_set_id, q.pid, q.priority, q.window_ends_at, q.first_hello_at, q.hello_at
