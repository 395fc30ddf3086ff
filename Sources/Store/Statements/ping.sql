-- ping: the database answers.
select 1
