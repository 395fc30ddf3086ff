-- renew_leases: lengthens the leases ($1 uuid, $2 generation, $3 token) by $4 seconds from now.
-- A row that does not come back is lost. Brings the newest address.
update provision.request q set
    lease_until = clock_timestamp() + make_interval(secs => $4::double precision)
from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as x (u, g, t)
where q.device_uuid = x.u and q.lease_generation = x.g and q.lease_token = x.t
    and q.state = 'leased' and q.lease_until > clock_timestamp()
returning q.device_uuid, q.lease_generation, host(q.address)
