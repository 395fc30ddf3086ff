-- merge_records: what was staged are records of source $1 now, in term $2 of the leader; null for records that were pushed.
-- Nothing is written once the term is over or the source is removed. Returns whether it was not, and how many records were new or changed.
with fence as materialized (
    -- The source is held, so that it does not go between the look and the writing.
    select ($2::bigint is null or exists (
        select from provision.leadership where name = 'inventory' and term = $2::bigint)) as holds
    from provision.inventory_source where source_id = $1::smallint and removed_at is null
    for key share
), written as (
    insert into provision.source_record as r (
        source_id, record_id, content_digest, part, resource, device_uuid, location_id, fqdn, amt_version, profile, site,
        fields, reported_at)
    select $1::smallint, record_id, content_digest, part, resource, device_uuid, location_id, fqdn, amt_version, profile,
        site, fields::jsonb, reported_at
    from pg_temp.record_stage
    where exists (select from fence where holds)
    order by record_id
    on conflict (source_id, record_id) do update set
        content_digest = excluded.content_digest, resource = excluded.resource, device_uuid = excluded.device_uuid,
        location_id = excluded.location_id, fqdn = excluded.fqdn, amt_version = excluded.amt_version,
        profile = excluded.profile, site = excluded.site, fields = excluded.fields, reported_at = excluded.reported_at,
        changed_at = excluded.changed_at, vanished_at = null
    where r.content_digest <> excluded.content_digest or r.vanished_at is not null
    returning 1
)
select exists (select from fence where holds), (select count(*) from written)
