-- count_by_state: how many devices are in which state.
select provision.device_state(state, attempt, problem_code, origin), count(*) from provision.request group by 1
union all
select 'provisioned', count(*) from provision.device d
where d.provisioned_at is not null and not exists (select from provision.request q where q.device_uuid = d.device_uuid)
