-- stage_records: a table for the records of one slice; it goes with its transaction.
create temporary table record_stage (
    record_id uuid, content_digest bigint, part text, resource text, device_uuid uuid, location_id uuid, fqdn text,
    amt_version text, profile text, site text, fields text, reported_at timestamptz
) on commit drop
