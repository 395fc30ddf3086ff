-- list_policy_versions: up to $2 versions before $1 (2147483647 for the first page) of the assignment policy, newest first, without their
-- documents.
select version, author, created_at
from provision.assignment_policy
where version < $1::integer
order by version desc
limit $2::integer
