-- forget_unexpected: up to $1 requests go of devices that nobody expected and that were silent for $2 seconds. One that a secret
-- was made for is not forgotten: the firmware may have it.
with old as materialized (
    select q.device_uuid from provision.request q
    where q.is_unexpected and q.state <> 'leased' and q.hello_at < now() - make_interval(secs => $2::double precision)
        and not exists (select from provision.credential c where c.device_uuid = q.device_uuid)
    limit $1::integer
    for update of q skip locked
), gone as (
    delete from provision.request q using old where q.device_uuid = old.device_uuid
    returning q.device_uuid
), untold as (
    delete from provision.problem p using gone where p.device_uuid = gone.device_uuid
)
select device_uuid from gone
