-- merge_records: what was staged are records of source $1 now, in term $2 of the leader; null for records that were pushed.
-- Nothing is written once the term is over. Returns whether it was not, and how many records were new or changed.
with fence as materialized (
    select $2::bigint is null or exists (
        select from provision.leadership where name = 'inventory' and term = $2::bigint) as holds
), written as (
    insert into provision.source_record as r (
        source_id, record_id, content_digest, part, resource, device_uuid, location_id, fqdn, amt_version, profile, site,
        fields, reported_at)
    select $1::smallint, record_id, content_digest, part, resource, device_uuid, location_id, fqdn, amt_version, profile,
        site, fields::jsonb, reported_at
    from pg_temp.record_stage
    where (select holds from fence)
    order by record_id
    on conflict (source_id, record_id) do update set
        content_digest = excluded.content_digest, resource = excluded.resource, device_uuid = excluded.device_uuid,
        location_id = excluded.location_id, fqdn = excluded.fqdn, amt_version = excluded.amt_version,
        profile = excluded.profile, site = excluded.site, fields = excluded.fields, reported_at = excluded.reported_at,
        changed_at = excluded.changed_at, vanished_at = null
    where r.content_digest <> excluded.content_digest or r.vanished_at is not null
    returning 1
)
select (select holds from fence), (select count(*) from written)
