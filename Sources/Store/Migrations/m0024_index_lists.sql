-- m0024_index_lists
-- breaking: no
-- why: lists of devices are filtered by what operators know of a device, and each filter finds its rows by an index.

-- All serve list_devices. With the UUID behind, so that few rows of many are found in the order in which they are shown.
create index request_by_site on provision.request (site_id, device_uuid);
create index request_by_problem on provision.request (problem_code, device_uuid) where problem_code is not null;
create index request_by_address on provision.request (address, device_uuid);
