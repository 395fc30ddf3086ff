-- list_revoked: certificates of devices that were taken back and have not ended by $1, at most $2.
select serial, certificate, revoked_at, revocation_reason
from provision.device_certificate
where revoked_at is not null and not_after > $1::timestamptz
order by not_after limit $2::integer
