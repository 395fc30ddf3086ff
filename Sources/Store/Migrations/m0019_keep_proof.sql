-- m0019_keep_proof
-- breaking: no
-- why: secrets that many devices share go to those that have proved who they are. A device proves it in setup and cannot show it again
-- once it is configured, so that it is kept: with the request first, with the device in the end.

alter table provision.request add column proof text collate "C",
    add constraint request_proof_known check (proof in ('pre-shared-key', 'one-time-password', 'on-die-certificate', 'chain-refused'));

-- 'none' for one that was set up and proved nothing; null where nobody has looked.
alter table provision.device add column proof text collate "C",
    add constraint device_proof_known check (proof in ('none', 'pre-shared-key', 'one-time-password', 'on-die-certificate', 'chain-refused'));

-- A device that holds a key of ours was set up with one.
update provision.device d set proof = 'pre-shared-key'
from provision.psk_key k
where k.device_uuid = d.device_uuid and k.replaced_at is null and d.provisioned_at is not null;
