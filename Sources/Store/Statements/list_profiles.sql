-- list_profiles: the newest version of each profile, in order of names.
select distinct on (name) name, version, document, author, created_at
from provision.profile
order by name, version desc
