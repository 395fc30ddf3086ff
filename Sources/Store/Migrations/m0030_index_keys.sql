-- m0030_index_keys
-- breaking: no
-- why: the lists of pre-shared keys that are in use, and of those that were replaced, are found in the order in which they are shown, however
-- few of a million keys they are.

-- Both serve list_psk_keys, whose conditions are these. Keys that are available have psk_key_free.
create index psk_key_used on provision.psk_key (pid) where device_uuid is not null and replaced_at is null;
create index psk_key_replaced on provision.psk_key (pid) where replaced_at is not null;
