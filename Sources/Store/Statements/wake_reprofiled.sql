-- wake_reprofiled: up to $1 requests are ready again that were parked because of their profile, or by a refusal of their firmware
-- that another profile may avoid: there is a newer version of it than the one that was refused, or a newer one of the secret that
-- was. Those that the policy had no profile for, or one that there is not, are ready when there is a newer policy, or something
-- new in inventory. Where the evidence names no version, the moment decides at which the attempt looked, less what a worker may take to
-- see a new version, and a sync to bring a record.
with found as materialized (
    select q.device_uuid from provision.request q
    join provision.problem p on p.device_uuid = q.device_uuid
    left join provision.device d on d.device_uuid = q.device_uuid
    where q.state = 'parked' and q.problem_code in ('profile-refused', 'capability-absent', 'firmware-refused')
        and (
            exists (
                select from provision.profile f
                where f.name = coalesce(p.evidence ->> 'profile.name', d.profile)
                    and case
                        when p.evidence ->> 'profile.version' ~ '^[0-9]{1,9}$'
                            then f.version > (p.evidence ->> 'profile.version')::integer
                        else f.created_at > provision.looked_at(p.noted_at, p.looked_before) - interval '15 seconds' end)
            or exists (
                select from provision.profile_secret s
                where s.name = p.evidence ->> 'profile.secret_missing'
                    or s.name = p.evidence ->> 'profile.secret'
                        and s.created_at > provision.looked_at(p.noted_at, p.looked_before) - interval '15 seconds'))
        or q.state = 'parked' and (
            q.problem_code = 'profile-unassigned'
            or q.problem_code = 'profile-refused' and p.evidence ->> 'profile.refusal' = 'no such profile') and (
            exists (
                select from provision.assignment_policy a
                where case
                    when p.evidence ->> 'policy.version' ~ '^[0-9]{1,9}$'
                        then a.version > (p.evidence ->> 'policy.version')::integer
                    else a.created_at > provision.looked_at(p.noted_at, p.looked_before) - interval '15 seconds' end)
            or exists (
                select from provision.source_record r
                left join provision.source_record l on l.source_id = r.source_id and l.record_id = r.location_id
                where r.device_uuid in (q.device_uuid, provision.raw_order(q.device_uuid))
                    and greatest(r.changed_at, l.changed_at)
                        > provision.looked_at(p.noted_at, p.looked_before) - interval '60 seconds'))
    order by q.device_uuid limit $1::integer
    for update of q skip locked
)
update provision.request q set state = 'ready', ready_at = clock_timestamp(), due_at = null, attempt = 0
from found
where q.device_uuid = found.device_uuid
returning q.device_uuid
