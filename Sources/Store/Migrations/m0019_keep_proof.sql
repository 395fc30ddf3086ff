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

-- Whether a hello takes up a request that waits: it was what was missing, or it says something new; one that waits for inventory alone,
-- where a new setup may bring the proof that was missing.
create function provision.is_awaited(
    q provision.request, address inet, root_hash_set_id integer, pid text, retry_count bigint
) returns boolean language sql immutable
    return q.state = 'waiting' and case q.waits_for
        when 'inventory' then q.problem_code = 'secret-withheld' and $5 < q.retry_count
        when 'hello' then true
        else provision.differs(q, $2, $3, $4) end;
