-- read_policy: version $1 of the assignment policy, or its newest ($1 null).
select version, document, author, created_at
from provision.assignment_policy
where $1::integer is null or version = $1::integer
order by version desc
limit 1
