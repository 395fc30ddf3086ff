-- list_policy_versions: every version of the assignment policy, newest first.
select version, document, author, created_at from provision.assignment_policy order by version desc
