-- read_snapshot: what the device $1 showed when it was last read, and when that was.
select findings, taken_at from provision.device_snapshot where device_uuid = $1::uuid
