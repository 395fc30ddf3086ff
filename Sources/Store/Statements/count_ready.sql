-- count_ready: how many requests of site $1 are ready, counted no further than $2.
select count(*) from (
    select from provision.request where site_id = $1::smallint and state = 'ready' limit $2::integer
) counted
