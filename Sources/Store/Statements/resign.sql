-- resign: term $2 of the work named $1 is over now.
update provision.leadership set until = '-infinity' where name = $1::text and term = $2::bigint
