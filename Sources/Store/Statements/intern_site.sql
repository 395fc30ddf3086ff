-- intern_site: the number of the site named $1, made when it is new.
with made as (
    insert into provision.site (name) select $1::text
    where not exists (select from provision.site where name = $1::text)
    on conflict (name) do nothing
    returning site_id
)
select site_id from made
union all
select site_id from provision.site where name = $1::text
limit 1
