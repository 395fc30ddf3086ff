-- list_known_records: up to $3 records of source $1 behind record $2, in order.
select record_id, content_digest, part, vanished_at is not null
from provision.source_record
where source_id = $1::smallint and record_id > $2::uuid
order by record_id limit $3::integer
