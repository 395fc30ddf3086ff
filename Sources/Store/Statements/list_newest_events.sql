-- list_newest_events: the newest $1 of those of the last $2 events behind the position ($5 transaction as text, $6 ordinal) whose type
-- begins with $3 and whose subject is $4 (null: any), newest first; whether the last $2 are not all; and the transaction behind everything that anybody can have seen by now.
-- One row without an event when none is wanted.
select e.txid::text, e.ordinal, e.at, e.type, e.subject, s.name, e.data::text, k.looked = $2::integer as is_cut,
    pg_snapshot_xmin(pg_current_snapshot())::text
from (
    select count(*) as looked from (
        select from provision.event
        where txid < pg_snapshot_xmin(pg_current_snapshot()) and (txid, ordinal) > ($5::text::xid8, $6::bigint)
        order by txid desc, ordinal desc limit $2::integer
    ) l
) k
left join lateral (
    select * from (
        select e.txid, e.ordinal, e.at, e.type, e.subject, e.site_id, e.data from provision.event e
        where e.txid < pg_snapshot_xmin(pg_current_snapshot()) and (e.txid, e.ordinal) > ($5::text::xid8, $6::bigint)
        order by e.txid desc, e.ordinal desc limit $2::integer
    ) l
    where starts_with(l.type, $3::text) and ($4::text is null or l.subject = $4::text)
    order by l.txid desc, l.ordinal desc limit $1::integer
) e on true
left join provision.site s on s.site_id = e.site_id
order by e.txid desc, e.ordinal desc
