-- list_events: of up to $3 events behind the position ($1 transaction as text, $2 ordinal), in order, those whose type begins with
-- $4 and whose subject is $5 (null: any), and the last one that was looked at, so that its reader goes on behind it.
-- Nothing that a running transaction may still be told before: those wait until it is over. A position of another database, which
-- is ahead of all transactions here, counts as the first.
with looked as materialized (
    select e.txid, e.ordinal, e.at, e.type, e.subject, e.site_id, e.data,
        count(*) over () as looked, row_number() over (order by e.txid, e.ordinal) as nth
    from (
        select e.txid, e.ordinal, e.at, e.type, e.subject, e.site_id, e.data from provision.event e
        where (e.txid, e.ordinal) > (
                case when $1::text::xid8 > pg_snapshot_xmax(pg_current_snapshot()) then '0'::xid8 else $1::text::xid8 end,
                $2::bigint)
            and e.txid < pg_snapshot_xmin(pg_current_snapshot())
        order by e.txid, e.ordinal limit $3::integer
    ) e
)
select l.txid::text, l.ordinal, l.at, l.type, l.subject, s.name, l.data::text,
    starts_with(l.type, $4::text) and ($5::text is null or l.subject = $5::text) as is_wanted, l.looked = $3::integer as has_more
from looked l
left join provision.site s on s.site_id = l.site_id
where l.nth = l.looked or (starts_with(l.type, $4::text) and ($5::text is null or l.subject = $5::text))
order by l.txid, l.ordinal
