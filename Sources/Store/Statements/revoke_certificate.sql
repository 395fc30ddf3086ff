-- revoke_certificate: the certificate with the serial number $1 of the device $3 is taken back, for the reason $2. Once: a first reason stays.
with taken as (
    update provision.device_certificate set revoked_at = clock_timestamp(), revocation_reason = $2::text
    where serial = $1::bytea and device_uuid = $3::uuid and revoked_at is null
    returning serial, device_uuid, fqdn, not_before, not_after, issued_at, revoked_at, revocation_reason
)
select * from taken
union all
select serial, device_uuid, fqdn, not_before, not_after, issued_at, revoked_at, revocation_reason
from provision.device_certificate
where serial = $1::bytea and device_uuid = $3::uuid and not exists (select from taken)
