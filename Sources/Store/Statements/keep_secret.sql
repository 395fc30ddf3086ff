-- keep_secret: version $2 of the secret named $1: $3 key id, $4 sealed value. No row when that version was there already.
insert into provision.profile_secret (name, version, key_id, sealed_value)
values ($1::text, $2::integer, $3::text, $4::bytea)
on conflict (name, version) do nothing
returning version
