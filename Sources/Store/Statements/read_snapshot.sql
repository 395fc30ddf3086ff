-- read_snapshot: what the device $1 showed when it was last read, when that was, and the certificate of the authority.
-- One row always.
select s.findings, s.taken_at, (select a.certificate from provision.authority a)
from (select $1::uuid as device_uuid) x
left join provision.device_snapshot s on s.device_uuid = x.device_uuid
