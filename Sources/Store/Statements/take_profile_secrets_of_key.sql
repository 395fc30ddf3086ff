-- take_profile_secrets_of_key: the first $3 secrets of profiles under the key $1 behind the place $2, in order. A place is
-- name/version.
select name || '/' || version, sealed_value
from provision.profile_secret
where key_id = $1::text
    and (name, version) > (split_part($2::text, '/', 1), split_part($2::text, '/', 2)::integer)
order by name, version
limit $3::integer
