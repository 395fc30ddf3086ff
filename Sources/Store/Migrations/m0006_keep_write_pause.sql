-- m0006_keep_write_pause
-- breaking: no
-- why: a device that protects its flash is not written to again before its time, whatever wakes it; a section that failed for want
-- of a secret is found when there is one; what firmware refused is tried again with a newer version of the profile.

-- Until then the firmware takes no writes.
alter table provision.device add column no_write_until timestamptz;

-- Serves take_up_again.
create index device_section_secret on provision.device_section
    ((coalesce(evidence ->> 'profile.secret_missing', evidence ->> 'profile.secret'))) where state = 'failed';

-- Serves wake_reprofiled.
drop index provision.request_profile_refused;
create index request_profile_refused on provision.request (device_uuid)
    where state = 'parked' and problem_code in ('profile-refused', 'capability-absent', 'firmware-refused');
