-- rewrap_credentials: puts credentials at the places $1 under the key $3 with the boxes $6 and $7, where they still are under
-- the key $2 with the boxes $4 and $5. What is not, or is held by somebody, stays. Returns the places that were changed.
with same as materialized (
    select c.device_uuid, c.version, x.p, x.nb, x.nm
    from unnest($1::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]) as x (p, ob, om, nb, nm)
    join provision.credential c
        on c.device_uuid = split_part(x.p, '/', 1)::uuid and c.version = split_part(x.p, '/', 2)::integer
    where c.key_id = $2::text and c.sealed_password = x.ob and c.sealed_mebx_password is not distinct from x.om
    order by c.device_uuid, c.version
    for update of c skip locked
)
update provision.credential c
set key_id = $3::text, sealed_password = same.nb, sealed_mebx_password = same.nm
from same
where c.device_uuid = same.device_uuid and c.version = same.version
returning same.p
