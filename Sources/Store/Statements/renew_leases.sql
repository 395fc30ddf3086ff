-- renew_leases: lengthens the leases ($1 uuid, $2 generation, $3 token) by $4 seconds from now.
-- A lease of which device, generation and token do not come back is lost. Brings the newest address.
with held as materialized (
    -- One lock order for all writers of batches: no deadlocks.
    select q.device_uuid from provision.request q
    join unnest($1::uuid[], $2::bigint[], $3::bigint[]) as x (u, g, t)
        on q.device_uuid = x.u and q.lease_generation = x.g and q.lease_token = x.t
    where q.state = 'leased' and q.lease_until > clock_timestamp()
    order by q.device_uuid
    for update of q
)
update provision.request q set
    lease_until = clock_timestamp() + make_interval(secs => $4::double precision)
from held
where q.device_uuid = held.device_uuid
returning q.device_uuid, q.lease_generation, q.lease_token, host(q.address)
