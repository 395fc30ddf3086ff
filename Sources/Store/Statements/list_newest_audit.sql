-- list_newest_audit: the newest $1 entries of the audit log behind number $4, newest first; of caller $2 and about subject $3 alone, where they are not
-- null.
select entry_id, at, node, caller, address, request, action, subject, status, previous_hash, hash
from provision.audit_entry
where entry_id > $4::bigint
    and ($2::text is null or caller = $2::text)
    and ($3::text is null or (subject = $3::text and subject <> ''))
order by entry_id desc limit $1::integer
