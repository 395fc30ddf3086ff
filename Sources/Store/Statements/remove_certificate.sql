-- remove_certificate: takes the certificate number $1 and its key away. Its leaf is remembered, so that a start does not bring it
-- back. No row when there is none.
with gone as (
    delete from provision.setup_certificate where setup_certificate_id = $1::bigint
    returning setup_certificate_id, leaf_sha256, name, subject
), noted as (
    insert into provision.removed_certificate (leaf_sha256, name, subject)
    select leaf_sha256, name, subject from gone
    on conflict (leaf_sha256) do update set removed_at = excluded.removed_at
), unsaid as (
    delete from provision.standing s using gone where s.kind = 'certificate' and s.subject = gone.setup_certificate_id::text
)
select setup_certificate_id from gone
