-- m0014_keep_key_life
-- breaking: no
-- why: who has many pre-shared keys wants to know which are free, which machine has which, and which are done with. A request says
-- so while it is in the queue, and is gone from it when its device is provisioned: from then on the key itself has to.

alter table provision.psk_key
    -- The device that was given this key, or was set up with it. It may hold it; null for a key of which that is not known.
    add column device_uuid      uuid,
    add column used_at          timestamptz,
    -- The lease that has put the key into the device; null for keys that devices brought.
    add column lease_generation bigint,
    -- Since when the device has another one.
    add column replaced_at      timestamptz,
    -- When the key was last given out in clear.
    add column exported_at      timestamptz,
    add constraint psk_key_used_whole check ((device_uuid is null) = (used_at is null)),
    add constraint psk_key_replaced_was_used check (replaced_at is null or device_uuid is not null),
    add constraint psk_key_installed_in_a_device check (lease_generation is null or device_uuid is not null);

-- Of the keys that are here already nobody knows whether a machine has them: they count as given out, so that none is put into a
-- second machine unasked.
update provision.psk_key set exported_at = clock_timestamp();

-- Serves export_psk_keys: keys that no device has, among many that one has.
create index psk_key_free on provision.psk_key (pid) where device_uuid is null;
-- Serves complete_requests.
create index psk_key_by_device on provision.psk_key (device_uuid) where device_uuid is not null;
-- Serves list_psk_keys and export_psk_keys. Requests of devices without a pre-shared key are not in it.
create index request_pid on provision.request (pid) where pid is not null;

-- What a key is good for. A device in the queue that names it has it, whatever was known before.
create function provision.psk_key_state(is_named boolean, device_uuid uuid, replaced_at timestamptz) returns text
    language sql immutable parallel safe
    return case
        when is_named then 'in-use'
        when replaced_at is not null then 'replaced'
        when device_uuid is not null then 'in-use'
        else 'available'
    end;
