-- note_migration: the migration $1 with checksum $2 runs in this transaction; $3: older programs must not use the schema any more.
insert into provision.migration (name, checksum, is_breaking) values ($1::text, $2::bytea, $3::boolean)
