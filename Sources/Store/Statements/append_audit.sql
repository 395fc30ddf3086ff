-- append_audit: adds an entry to the audit log: node $1, caller $2, address $3, request $4, action $5, subject $6, status $7.
select provision.append_audit($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::smallint)
