-- list_profile_versions: every version of the profile named $1, newest first.
select name, version, document, author, created_at
from provision.profile
where name = $1::text
order by version desc
