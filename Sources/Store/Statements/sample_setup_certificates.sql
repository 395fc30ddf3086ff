-- sample_setup_certificates: about $1 setup certificates, chosen at random without reading the table: as many blocks by chance,
-- and of their rows by chance.
select place, key_id, sealed_key
from (
    select encode(leaf_sha256, 'hex') as place, key_id, sealed_key, random() as chance
    from provision.setup_certificate tablesample system (least(100, 100.0 * greatest($1::integer, 20) / greatest((
        select relpages from pg_class where oid = 'provision.setup_certificate'::regclass), 1)))
) as s
order by chance
limit $1::integer
