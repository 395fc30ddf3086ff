-- read_timeline: the newest $2 entries of the device $1, oldest first; its hellos are told by their first and last.
select * from (
    select at, kind, step, outcome, attempt::integer, lease_generation, detail from (
        (
            select at, kind, step, outcome, attempt, lease_generation, detail, 1 as rank
            from provision.journal where device_uuid = $1::uuid order by at desc limit $2::integer
        )
        union all
        select q.first_hello_at, 'hello', null, null, null, null, 'first of ' || q.hello_count::text || ' that changed something', 0
        from provision.request q where q.device_uuid = $1::uuid
        union all
        select q.hello_at, 'hello', null, null, null, null, 'from ' || host(q.address), 0
        from provision.request q where q.device_uuid = $1::uuid and q.hello_at > q.first_hello_at
        union all
        select d.last_hello_at, 'hello', null, null, null, null, 'from ' || host(d.address), 0
        from provision.device d
        where d.device_uuid = $1::uuid and d.last_hello_at is not null
            and not exists (select from provision.request q where q.device_uuid = d.device_uuid)
    ) entries
    order by at desc, rank desc limit $2::integer
) newest
order by at, kind = 'settled', kind = 'outcome'
