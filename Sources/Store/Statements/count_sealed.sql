-- count_sealed: how many records of each kind are sealed with each key.
select 'authority', key_id, count(*) from provision.authority group by key_id
union all
select 'credential', key_id, count(*) from provision.credential group by key_id
union all
select 'one-time-password', key_id, count(*) from provision.device_otp group by key_id
union all
select 'psk-key', key_id, count(*) from provision.psk_key group by key_id
union all
select 'profile-secret', key_id, count(*) from provision.profile_secret group by key_id
union all
select 'setup-certificate', key_id, count(*) from provision.setup_certificate group by key_id
