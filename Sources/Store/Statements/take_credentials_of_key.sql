-- take_credentials_of_key: the first $3 credentials under the key $1 behind the place $2, in order. A place is device/version.
select device_uuid::text || '/' || version, sealed_password, sealed_mebx_password
from provision.credential
where key_id = $1::text
    and (device_uuid, version) > (split_part($2::text, '/', 1)::uuid, split_part($2::text, '/', 2)::integer)
order by device_uuid, version
limit $3::integer
