-- m0016_rotate_keys
-- breaking: yes
-- why: records under an older key are found and counted by that key. Among a million records the few that are left are found in
-- under a millisecond, where the primary key would have to be walked from end to end; the index is an eighth of its table. Tables
-- that hold a few rows need none.

create index credential_by_key on provision.credential (key_id, device_uuid, version);
create index device_otp_by_key on provision.device_otp (key_id, device_uuid);
create index psk_key_by_key on provision.psk_key (key_id, pid);

-- What stays of a sealed box when its data key is wrapped anew: all behind the first 68 bytes. Of a box from before there were
-- envelopes it is something or nothing, and equals the payload of no envelope.
create function provision.sealed_payload(box bytea) returns bytea
    language sql immutable parallel safe
    return substr(box, 69);
