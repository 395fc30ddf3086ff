-- import_setup_certificate: $1 subject, $2..$4 root SHA-1, SHA-256, SHA-384, $5 leaf SHA-256, $6 chain as PEM, $7 key id,
-- $8 sealed key, $9 end of validity. No row when the leaf is known, or was removed.
-- Requests that are parked because no certificate matched are ready again.
with made as (
    insert into provision.setup_certificate (
        subject, root_sha1, root_sha256, root_sha384, leaf_sha256, chain, key_id, sealed_key, not_after)
    select $1::text, $2::bytea, $3::bytea, $4::bytea, $5::bytea, $6::text, $7::text, $8::bytea, $9::timestamptz
    where not exists (select from provision.removed_certificate where leaf_sha256 = $5::bytea)
    on conflict (leaf_sha256) do nothing
    returning setup_certificate_id
), woken as (
    update provision.request q set state = 'ready', ready_at = clock_timestamp(), due_at = null
    where q.state = 'parked' and q.problem_code = 'certificate-none-matches' and exists (select from made)
)
select setup_certificate_id from made
