-- sample_credentials: about $1 credentials, chosen at random without reading the table: as many blocks by chance, and of their
-- rows by chance. A random UUID to start from would not do: those of one maker begin alike, and it would hit the same few
-- devices.
select place, key_id, sealed_password, sealed_mebx_password
from (
    select device_uuid::text || '/' || version as place, key_id, sealed_password, sealed_mebx_password, random() as chance
    from provision.credential tablesample system (least(100, 100.0 * greatest($1::integer, 20) / greatest((
        select relpages from pg_class where oid = 'provision.credential'::regclass), 1)))
) as s
order by chance
limit $1::integer
