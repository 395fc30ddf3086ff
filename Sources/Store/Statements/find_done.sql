-- find_done: which of the completions ($1 uuid, $2 generation, $3 token) had been recorded, after an unknown outcome.
select d.device_uuid, d.done_generation, d.done_token
from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as x (u, g, t)
join provision.device d on d.device_uuid = x.u and d.done_generation = x.g and d.done_token = x.t
