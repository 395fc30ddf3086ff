-- load_refusals: with which passwords the log-ons were made that the devices $1 have refused in a row, the newest first: the last
-- ones of each device's journal, as many as its request counts.
select q.device_uuid, j.detail
from provision.request q
cross join lateral (
    select detail, at from provision.journal
    where device_uuid = q.device_uuid and step = 'log-on' and outcome = 'refused'
    order by at desc limit q.refused_logons
) j
where q.device_uuid = any ($1::uuid[]) and q.refused_logons > 0
order by q.device_uuid, j.at desc
