-- list_device_certificates: what was issued to the device $1, the newest first, at most $2.
select serial, device_uuid, fqdn, not_before, not_after, issued_at, revoked_at, revocation_reason
from provision.device_certificate
where device_uuid = $1::uuid
order by issued_at desc limit $2::integer
