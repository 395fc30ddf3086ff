-- rewrap_authority: puts the authority at the places $1 under the key $3 with the boxes $5, where it still is under the key $2
-- with the boxes $4. What is not, or is held by somebody, stays. Returns the places that were changed.
with same as materialized (
    select c.authority_id, x.p, x.nb
    from unnest($1::text[], $4::bytea[], $5::bytea[]) as x (p, ob, nb)
    join provision.authority c
        on c.authority_id = x.p::smallint
    where c.key_id = $2::text and c.sealed_key = x.ob
    order by c.authority_id
    for update of c skip locked
)
update provision.authority c
set key_id = $3::text, sealed_key = same.nb
from same
where c.authority_id = same.authority_id
returning same.p
