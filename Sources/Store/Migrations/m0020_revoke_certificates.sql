-- m0020_revoke_certificates
-- breaking: no
-- why: a device that is lost or passed on has a certificate by which others believe it; the cluster's authority publishes which ones
-- it takes back.

alter table provision.device_certificate
    add column revoked_at        timestamptz,
    add column revocation_reason text collate "C",
    add constraint device_certificate_revocation_whole check ((revoked_at is null) = (revocation_reason is null)),
    add constraint device_certificate_reason_known check (revocation_reason in (
        'unspecified', 'key-compromise', 'affiliation-changed', 'superseded', 'cessation-of-operation'));

-- Serial numbers are an issuer's own, and there may be several: what one device was given does not keep another's from being noted.
alter table provision.device_certificate drop constraint device_certificate_pk,
    add constraint device_certificate_pk primary key (device_uuid, serial);

-- Serves list_revoked.
create index device_certificate_revoked on provision.device_certificate (not_after) where revoked_at is not null;
