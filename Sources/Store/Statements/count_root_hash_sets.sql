-- count_root_hash_sets: how many devices listed which roots in their newest hello, release by release.
with newest as (
    select coalesce(q.root_hash_set_id, case when q.pid is null then d.root_hash_set_id end) as root_hash_set_id,
        split_part(d.amt_version, '.', 1) || '.' || split_part(d.amt_version, '.', 2) as release
    from provision.request q
    full join provision.device d on d.device_uuid = q.device_uuid
)
select s.body, n.release, count(*)
from newest n
join provision.root_hash_set s on s.root_hash_set_id = n.root_hash_set_id
group by s.root_hash_set_id, n.release
order by s.root_hash_set_id, n.release
