-- take_psk_keys_of_key: the first $3 pre-shared keys under the key $1 behind the place $2, in order. A place is the PID.
select pid, sealed_pps
from provision.psk_key
where key_id = $1::text
    and pid > $2::text
order by pid
limit $3::integer
