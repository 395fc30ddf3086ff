-- count_by_site: how many devices of each site are in which state.
select s.name, c.state, c.count
from provision.site s
left join (
    select site_id, provision.device_state(state, attempt, problem_code, origin) as state, count(*) as count
    from provision.request group by 1, 2
    union all
    select d.site_id, 'provisioned', count(*) from provision.device d
    where d.provisioned_at is not null and not exists (select from provision.request q where q.device_uuid = d.device_uuid)
    group by 1
) c on c.site_id = s.site_id
order by s.name, c.state
