-- has_sealed_secrets: whether anything was ever sealed into this database.
select exists (select from provision.authority) or exists (select from provision.psk_key)
    or exists (select from provision.setup_certificate) or exists (select from provision.credential)
    or exists (select from provision.profile_secret) or exists (select from provision.device_otp)
