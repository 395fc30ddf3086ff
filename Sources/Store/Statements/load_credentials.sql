-- load_credentials: every credential of the devices $1 that may still hold, newest first.
select device_uuid, version, status, username, key_id, sealed_password, sealed_mebx_password, digest_realm, created_at,
    proven_at, mebx_state
from provision.credential
where device_uuid = any ($1::uuid[])
order by device_uuid, version desc
