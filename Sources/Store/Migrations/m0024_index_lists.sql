-- m0024_index_lists
-- breaking: no
-- why: lists of devices are filtered by what operators know of a device, and each filter finds its rows by an index.

-- All serve list_devices. With the UUID behind, so that few rows of many are found in the order in which they are shown.
create index request_by_site on provision.request (site_id, device_uuid);
create index request_by_problem on provision.request (problem_code, device_uuid) where problem_code is not null;
create index request_by_address on provision.request (address, device_uuid);
create index device_by_site on provision.device (site_id, device_uuid);
create index device_by_profile on provision.device (profile collate "C", device_uuid) where profile is not null;
-- Serves list_releases too, in place of the one of before.
create index device_by_release on provision.device (amt_version collate "C", device_uuid);
drop index provision.device_version;
-- The collation inside: outside of it, the planner finds no statistics of the expression.
create index device_by_name on provision.device (lower(fqdn collate "C"), device_uuid) where fqdn is not null;
create index device_by_address on provision.device (address, device_uuid) where address is not null;
