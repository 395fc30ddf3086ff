-- list_profile_versions: up to $3 versions before $2 (2147483647 for the first page) of the profile named $1, newest first, without
-- their documents.
select version, author, created_at
from provision.profile
where name = $1::text and version < $2::integer
order by version desc
limit $3::integer
