-- set_log_level: every process logs as much as $1 says, or, when that is null, as its settings say.
with unsaid as (
    delete from provision.log_level where $1::text is null
), said as (
    insert into provision.log_level as b (level)
    select $1::text where $1::text is not null
    on conflict (is_one) do update set level = excluded.level, changed_at = excluded.changed_at
)
select $1::text
