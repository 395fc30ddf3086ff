-- read_policy: the newest assignment policy.
select version, document, author, created_at from provision.assignment_policy order by version desc limit 1
