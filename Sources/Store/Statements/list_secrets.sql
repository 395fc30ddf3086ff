-- list_secrets: name, newest version and its moment of each secret that profiles may name. Never a value.
select distinct on (name) name, version, created_at
from provision.profile_secret
order by name, version desc
