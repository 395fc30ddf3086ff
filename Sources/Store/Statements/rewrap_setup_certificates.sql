-- rewrap_setup_certificates: puts setup certificates at the places $1 under the key $3 with the boxes $5, where they still are
-- under the key $2 with the boxes $4. What is not, or is held by somebody, stays. Returns the places that were changed.
with same as materialized (
    select c.leaf_sha256, x.p, x.nb
    from unnest($1::text[], $4::bytea[], $5::bytea[]) as x (p, ob, nb)
    join provision.setup_certificate c
        on c.leaf_sha256 = decode(x.p, 'hex')
    where c.key_id = $2::text and c.sealed_key = x.ob
    order by c.leaf_sha256
    for update of c skip locked
)
update provision.setup_certificate c
set key_id = $3::text, sealed_key = same.nb
from same
where c.leaf_sha256 = same.leaf_sha256
returning same.p
