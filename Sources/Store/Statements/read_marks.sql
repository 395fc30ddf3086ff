-- read_marks: what the device $1 was proved to hold of what cannot be read, in the digest realm of its current credential.
select m.field, m.secret_name, m.secret_version
from provision.applied_secret m
join provision.credential c on c.device_uuid = m.device_uuid and c.status = 'current' and c.digest_realm = m.digest_realm
where m.device_uuid = $1::uuid
