-- sample_otps: about $1 one-time passwords, chosen at random without reading the table: as many blocks by chance, and of their
-- rows by chance.
select place, key_id, sealed_otp
from (
    select device_uuid::text as place, key_id, sealed_otp, random() as chance
    from provision.device_otp tablesample system (least(100, 100.0 * greatest($1::integer, 20) / greatest((
        select relpages from pg_class where oid = 'provision.device_otp'::regclass), 1)))
) as s
order by chance
limit $1::integer
