-- m0007_index_versions
-- breaking: no
-- why: a profile is judged by the releases of the fleet, which are to be found without reading a million devices.

-- Serves list_releases. A device's version changes when its firmware is updated, so that other updates stay within their page.
create index device_version on provision.device (amt_version collate "C");
