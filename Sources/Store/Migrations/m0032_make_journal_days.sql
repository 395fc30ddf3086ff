-- m0032_make_journal_days
-- breaking: no
-- why: a day of the journal that nobody made in time keeps no later one from being made, and whoever reads the whole journal, as a dump
-- does, makes its writers wait no longer than a lock may be waited for.

-- Makes the day partitions from today on. Harmless when they exist.
create or replace function provision.make_journal_days(days integer) returns integer language plpgsql
    security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s' as $$
declare
    made  integer := 0;
    today date := (now() at time zone 'UTC')::date;
    day   date;
begin
    for offset_days in 0..days loop
        day := today + offset_days;
        if to_regclass('provision.journal_' || to_char(day, 'YYYYMMDD')) is null then
            begin
                execute format(
                    'create table provision.%I partition of provision.journal for values from (%L) to (%L)',
                    'journal_' || to_char(day, 'YYYYMMDD'),
                    day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
                made := made + 1;
            exception when check_violation then
                -- Nobody made it in time, and the rest has lines of that day already: they stay there together.
                null;
            end;
        end if;
    end loop;
    return made;
end
$$;
