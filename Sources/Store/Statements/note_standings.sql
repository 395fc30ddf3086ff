-- note_standings: how things of kind $1 stand: $2 text[] subjects, $3 text[] values, $4 text[] the type of event that tells of it
-- (null: nothing is told), $5 text[] what it says, as JSON. Told when it has changed, once, whoever notes it first.
-- Returns the subjects whose standing was another one.
with wanted as materialized (
    select distinct on (s) s, v, t, d from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as x (s, v, t, d) order by s
), noted as (
    insert into provision.standing as b (kind, subject, value)
    select $1::text, s, v from wanted order by s
    on conflict (kind, subject) do update set value = excluded.value, since = clock_timestamp()
    where b.value <> excluded.value
    returning subject
), told as (
    insert into provision.event (type, subject, data)
    select t, s, d::jsonb from wanted join noted on noted.subject = s where t is not null order by s
)
select subject from noted
