-- rewrap_otps: puts one-time passwords at the places $1 under the key $3 with the boxes $5, where they still are under the key
-- $2 with the boxes $4. What is not, or is held by somebody, stays. Returns the places that were changed.
with same as materialized (
    select c.device_uuid, x.p, x.nb
    from unnest($1::text[], $4::bytea[], $5::bytea[]) as x (p, ob, nb)
    join provision.device_otp c
        on c.device_uuid = x.p::uuid
    where c.key_id = $2::text and c.sealed_otp = x.ob
    order by c.device_uuid
    for update of c skip locked
)
update provision.device_otp c
set key_id = $3::text, sealed_otp = same.nb
from same
where c.device_uuid = same.device_uuid
returning same.p
