-- open_secrets: the newest version of each of the secrets named $1, sealed.
select distinct on (name) name, version, key_id, sealed_value
from provision.profile_secret
where name = any ($1::text[])
order by name, version desc
