-- list_migrations: what has run, in order.
select name, checksum, is_breaking from provision.migration order by name
