-- load_credentials: every credential of the devices $1 that may still hold, newest first, with whether it was imported: no lease
-- brought it.
select device_uuid, version, status, username, key_id, sealed_password, sealed_mebx_password, digest_realm, created_at,
    proven_at, mebx_state, lease_generation = 0
from provision.credential
where device_uuid = any ($1::uuid[])
order by device_uuid, version desc
