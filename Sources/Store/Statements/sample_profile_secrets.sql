-- sample_profile_secrets: about $1 secrets of profiles, chosen at random without reading the table: as many blocks by chance,
-- and of their rows by chance.
select place, key_id, sealed_value
from (
    select name || '/' || version as place, key_id, sealed_value, random() as chance
    from provision.profile_secret tablesample system (least(100, 100.0 * greatest($1::integer, 20) / greatest((
        select relpages from pg_class where oid = 'provision.profile_secret'::regclass), 1)))
) as s
order by chance
limit $1::integer
