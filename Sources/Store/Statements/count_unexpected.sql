-- count_unexpected: how many requests of site $1 are of devices that nobody expects, counted up to $2.
select count(*)::integer from (
    select from provision.request where is_unexpected and site_id = $1::smallint limit $2::integer
) counted
