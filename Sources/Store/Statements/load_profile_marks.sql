-- load_profile_marks: of the devices $1: which secrets each was proved to hold, and the sealed one-time password registered
-- for it, each in a row of its own.
select device_uuid, field, secret_name, secret_version, digest_realm, null::text, null::bytea
from provision.applied_secret
where device_uuid = any ($1::uuid[])
union all
select device_uuid, null::text, null::text, null::integer, null::text, key_id, sealed_otp
from provision.device_otp
where device_uuid = any ($1::uuid[])
order by 1, 2
