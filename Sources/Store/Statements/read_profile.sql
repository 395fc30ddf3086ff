-- read_profile: version $2 of the profile named $1, or its newest ($2 null).
select name, version, document, author, created_at
from provision.profile
where name = $1::text and ($2::integer is null or version = $2::integer)
order by version desc
limit 1
