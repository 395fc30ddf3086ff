-- take_up_again: up to $1 provisioned devices that are not in the queue come into it: those with a failed section whose time
-- has come, and those that were last taken up for an older version of their profile than the newest.
-- Besides, those that hold an older version of a secret than the newest, unless they were taken up for that one or wait for another
-- try: a secret's new value is for all that have it. What an attempt has seen of it does not count: it may have looked before it came.
-- And those with a section that failed for want of a secret, or by its value, and there is a newer one than its attempt has seen. Firmware that protects
-- its flash is left alone.
-- What a device was taken up for is noted, and its section's time cleared, so that no device is looked at twice for the same reason;
-- completing the request sets version and time anew.
-- A device with a request is left alone: completing locks the request first, and this statement would lock it last.
with failed as materialized (
    select s.device_uuid from provision.device_section s
    where s.retry_at <= now()
        and not exists (select from provision.request q where q.device_uuid = s.device_uuid)
    order by s.retry_at
    limit $1::integer
    for update of s skip locked
), newest as materialized (
    select distinct on (name) name, version from provision.profile order by name, version desc
), outdated as materialized (
    select o.device_uuid, o.version
    from newest n
    cross join lateral (
        select d.device_uuid, n.version from provision.device d
        where d.profile = n.name and d.offered_version < n.version and d.provisioned_at is not null
            and d.address is not null and (d.no_write_until is null or d.no_write_until <= now())
            and not exists (select from provision.request q where q.device_uuid = d.device_uuid)
        order by d.offered_version
        limit $1::integer
        for update of d skip locked
    ) o
    limit $1::integer
), secret as materialized (
    select distinct on (name) name, version, created_at from provision.profile_secret order by name, version desc
), rotated as materialized (
    select o.device_uuid, o.field, o.version
    from secret n
    cross join lateral (
        select a.device_uuid, a.field, n.version from provision.applied_secret a
        join provision.device d on d.device_uuid = a.device_uuid
        where a.secret_name = n.name and greatest(a.secret_version, a.offered_version) < n.version and a.secret_version > 0
            and d.provisioned_at is not null and d.address is not null
            -- Of a value from before offers were remembered, nobody knows who has been offered it: those that were provisioned since.
            and (n.created_at > (select ran_at from provision.migration where name = 'm0036_remember_offers')
                or d.provisioned_at < n.created_at)
            and (d.no_write_until is null or d.no_write_until <= now())
            and not exists (select from provision.request q where q.device_uuid = a.device_uuid)
            and not exists (
                select from provision.device_section s where s.device_uuid = a.device_uuid and s.retry_at is not null)
        order by greatest(a.secret_version, a.offered_version)
        limit $1::integer
        for update of a skip locked
    ) o
    limit $1::integer
), provided as materialized (
    select o.device_uuid
    from secret n
    cross join lateral (
        select s.device_uuid from provision.device_section s
        join provision.device d on d.device_uuid = s.device_uuid
        where s.state = 'failed'
            -- The collation is that of the evidence, or the two would not meet in the index.
            and coalesce(s.evidence ->> 'profile.secret_missing', s.evidence ->> 'profile.secret') = n.name collate "default"
            -- One that was missing and is there has come since the look; a new value of another one counts less what a worker may take to
            -- see it.
            and (s.evidence ? 'profile.secret_missing'
                or provision.looked_at(s.noted_at, s.looked_before) < n.created_at + interval '15 seconds')
            and s.retry_at is null
            and d.provisioned_at is not null and d.address is not null
            and (d.no_write_until is null or d.no_write_until <= now())
            and not exists (select from provision.request q where q.device_uuid = s.device_uuid)
            -- One that could not be reached has a time of its own.
            and not exists (
                select from provision.device_section w
                where w.device_uuid = s.device_uuid and w.section = 'setup' and w.retry_at is not null)
        limit $1::integer
    ) o
    limit $1::integer
), found as materialized (
    select device_uuid, max(version) as version from (
        select device_uuid, null::integer as version from failed
        union all
        select device_uuid, version from outdated
        union all
        select device_uuid, null::integer from rotated
        union all
        select device_uuid, null::integer from provided
    ) either
    group by device_uuid
    order by device_uuid
    limit $1::integer
), made as (
    insert into provision.request (
        device_uuid, site_id, priority, origin, address, retry_count, first_hello_at, hello_at, window_ends_at)
    select d.device_uuid, d.site_id, 9, 'profile', d.address, 0, coalesce(d.first_hello_at, d.provisioned_at),
        coalesce(d.last_hello_at, d.provisioned_at), now() + interval '1 day'
    from found
    join provision.device d on d.device_uuid = found.device_uuid
    where d.provisioned_at is not null and d.address is not null
    order by d.device_uuid
    on conflict (device_uuid) do nothing
    returning device_uuid
), retried as (
    update provision.device_section s set retry_at = null
    from found where s.device_uuid = found.device_uuid and s.retry_at is not null
), offered as (
    update provision.device d set offered_version = found.version
    from found where d.device_uuid = found.device_uuid and found.version is not null
), given as (
    update provision.applied_secret a set offered_version = rotated.version
    from rotated join found on found.device_uuid = rotated.device_uuid
    where a.device_uuid = rotated.device_uuid and a.field = rotated.field
)
-- Two coordinators may find one device for different reasons; one of them takes it.
select device_uuid from made
