-- list_releases: every version of firmware that a device has shown, once, at most $1.
-- A million devices have a few hundred versions: each step looks in the index for the next greater one and reads no device in
-- between, so that the cost is that of the versions and not that of the fleet. The collation is the index's.
with recursive version (amt_version) as (
    (select d.amt_version from provision.device d where d.amt_version is not null
        order by d.amt_version collate "C" limit 1)
    union all
    select (
        select d.amt_version from provision.device d where d.amt_version collate "C" > v.amt_version
        order by d.amt_version collate "C" limit 1)
    from version v where v.amt_version is not null
)
select v.amt_version from version v where v.amt_version is not null limit $1::integer
