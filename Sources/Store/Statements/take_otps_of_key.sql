-- take_otps_of_key: the first $3 one-time passwords under the key $1 behind the place $2, in order. A place is the device.
select device_uuid::text, sealed_otp
from provision.device_otp
where key_id = $1::text
    and device_uuid > $2::text::uuid
order by device_uuid
limit $3::integer
