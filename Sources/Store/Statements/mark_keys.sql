-- mark_keys: the keys $1 of a node have the marks $2. Notes those that are new, where one of the others is known or none was ever noted.
-- Returns the names under which another key is known, and whether none of these keys is known although some are.
with mine as (
    select k, m from unnest($1::text[], $2::bytea[]) as x (k, m)
), verdict as materialized (
    select coalesce(array_agg(mine.k order by mine.k) filter (where b.mark <> mine.m), '{}') as others,
        count(b.key_id) = 0 and exists (select from provision.key_mark) as is_foreign
    from mine left join provision.key_mark b on b.key_id = mine.k
), noted as (
    insert into provision.key_mark (key_id, mark)
    select mine.k, mine.m from mine, verdict where verdict.others = '{}' and not verdict.is_foreign order by mine.k
    on conflict (key_id) do nothing
)
select to_json(others)::text, is_foreign from verdict
