-- find_site: the number of the site $1; no row where nobody ever named it.
select site_id from provision.site where name = $1::text
