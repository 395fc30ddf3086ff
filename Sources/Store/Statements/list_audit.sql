-- list_audit: up to $2 entries of the audit log behind number $1, in order; of caller $3 and about subject $4 alone, where they are
-- not null.
select entry_id, at, node, caller, address, request, action, subject, status, previous_hash, hash
from provision.audit_entry
where entry_id > $1::bigint
    and ($3::text is null or caller = $3::text)
    and ($4::text is null or (subject = $4::text and subject <> ''))
order by entry_id limit $2::integer
