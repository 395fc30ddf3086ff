-- keep_certificate: $1 name or null, $2 subject, $3..$5 root SHA-1, SHA-256, SHA-384, $6 leaf SHA-256, $7 chain as PEM, $8 key id,
-- $9 sealed key, $10 end of validity. Returns kept (also for a known one whose chain is
-- another now) or known with the number, or taken when another one has the name; no row when
-- somebody else is keeping the same one right now.
-- Requests that are parked because no certificate matched are ready again.
with taken as (
    select setup_certificate_id from provision.setup_certificate where name = $1::text and leaf_sha256 <> $6::bytea
), made as (
    insert into provision.setup_certificate (
        name, subject, root_sha1, root_sha256, root_sha384, leaf_sha256, chain, key_id, sealed_key, not_after)
    select $1::text, $2::text, $3::bytea, $4::bytea, $5::bytea, $6::bytea, $7::text, $8::text, $9::bytea, $10::timestamptz
    where not exists (select from taken)
    on conflict do nothing
    returning setup_certificate_id
), mended as (
    -- The same certificate with another chain: what was left out or wrong the first time.
    update provision.setup_certificate set
        root_sha1 = $3::bytea, root_sha256 = $4::bytea, root_sha384 = $5::bytea, chain = $7::text
    where leaf_sha256 = $6::bytea and chain <> $7::text and not exists (select from taken)
    returning setup_certificate_id
), changed as (
    select setup_certificate_id from made union all select setup_certificate_id from mended
), back as (
    delete from provision.removed_certificate where leaf_sha256 = $6::bytea and exists (select from made)
), woken as (
    update provision.request q set state = 'ready', ready_at = clock_timestamp(), due_at = null
    where q.state = 'parked' and q.problem_code = 'certificate-none-matches' and exists (select from changed)
)
select 'kept', setup_certificate_id from changed
union all
select 'known', setup_certificate_id from provision.setup_certificate
where leaf_sha256 = $6::bytea and not exists (select from changed)
union all
select 'taken', null where exists (select from taken)
