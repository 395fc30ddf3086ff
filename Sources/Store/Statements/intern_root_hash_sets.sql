-- intern_root_hash_sets: the numbers of the hash lists with digests $1 and bodies $2 (of equal length, distinct), made when new.
-- A list that another transaction is making right now is missing from the answer; asking again finds it.
with wanted as (
    select d, b from unnest($1::bytea[], $2::bytea[]) as x (d, b)
), made as (
    insert into provision.root_hash_set (digest, body)
    select d, b from wanted
    where not exists (select from provision.root_hash_set s where s.digest = wanted.d)
    order by d
    on conflict (digest) do nothing
    returning root_hash_set_id, digest
)
select root_hash_set_id, digest from made
union all
select s.root_hash_set_id, s.digest from provision.root_hash_set s where s.digest = any ($1::bytea[])
