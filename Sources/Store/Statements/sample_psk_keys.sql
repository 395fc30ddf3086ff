-- sample_psk_keys: about $1 pre-shared keys, chosen at random without reading the table: as many blocks by chance, and of their
-- rows by chance.
select place, key_id, sealed_pps
from (
    select pid as place, key_id, sealed_pps, random() as chance
    from provision.psk_key tablesample system (least(100, 100.0 * greatest($1::integer, 20) / greatest((
        select relpages from pg_class where oid = 'provision.psk_key'::regclass), 1)))
) as s
order by chance
limit $1::integer
