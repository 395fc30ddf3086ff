-- rewrap_psk_keys: puts pre-shared keys at the places $1 under the key $3 with the boxes $5, where they still are under the key
-- $2 with the boxes $4. What is not, or is held by somebody, stays. Returns the places that were changed.
with same as materialized (
    select c.pid, x.p, x.nb
    from unnest($1::text[], $4::bytea[], $5::bytea[]) as x (p, ob, nb)
    join provision.psk_key c
        on c.pid = x.p
    where c.key_id = $2::text and c.sealed_pps = x.ob
    order by c.pid
    for update of c skip locked
)
update provision.psk_key c
set key_id = $3::text, sealed_pps = same.nb
from same
where c.pid = same.pid
returning same.p
