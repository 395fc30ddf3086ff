-- m0027_index_devices
-- breaking: no
-- why: as m0024, for devices that are provisioned. Apart from it: whoever holds locks on both tables while hellos come waits for them in a
-- circle.

create index device_by_site on provision.device (site_id, device_uuid);
create index device_by_profile on provision.device (profile collate "C", device_uuid) where profile is not null;
-- Serves list_releases too, in place of the one of before.
create index device_by_release on provision.device (amt_version collate "C", device_uuid);
drop index provision.device_version;
-- The collation inside, and no condition: else the planner does not take the statistics of the expression.
create index device_by_name on provision.device (lower(fqdn collate "C"), device_uuid);
create index device_by_address on provision.device (address, device_uuid) where address is not null;
