-- rewrap_profile_secrets: puts secrets of profiles at the places $1 under the key $3 with the boxes $5, where they still are
-- under the key $2 with the boxes $4. What is not, or is held by somebody, stays. Returns the places that were changed.
with same as materialized (
    select c.name, c.version, x.p, x.nb
    from unnest($1::text[], $4::bytea[], $5::bytea[]) as x (p, ob, nb)
    join provision.profile_secret c
        on c.name = split_part(x.p, '/', 1) and c.version = split_part(x.p, '/', 2)::integer
    where c.key_id = $2::text and c.sealed_value = x.ob
    order by c.name, c.version
    for update of c skip locked
)
update provision.profile_secret c
set key_id = $3::text, sealed_value = same.nb
from same
where c.name = same.name and c.version = same.version
returning same.p
