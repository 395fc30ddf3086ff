-- list_minutes: what happened in each of the last $1 minutes, the oldest first; the one that is under way is the last.
select m.minute, coalesce(sum(t.count) filter (where t.kind = 'hellos'), 0)::bigint,
    coalesce(sum(t.count) filter (where t.kind = 'provisioned'), 0)::bigint,
    coalesce(sum(t.count) filter (where t.kind = 'failed'), 0)::bigint
from generate_series(
    date_trunc('minute', now()) - make_interval(mins => $1::integer - 1), date_trunc('minute', now()), interval '1 minute') as m (minute)
left join provision.tally t on t.minute = m.minute
group by m.minute
order by m.minute
