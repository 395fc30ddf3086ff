-- m0021_remember_certificate
-- breaking: no
-- why: which of several setup certificates a device takes, it does not say; the one that has opened it is tried first from then on.

-- No foreign key: what was removed is not there, and is passed over.
alter table provision.device add column setup_certificate_id bigint;
