-- list_sections: what became of each section of the profile of the device $1.
select section, state, code, evidence::text, retry_at, noted_at
from provision.device_section
where device_uuid = $1::uuid
order by section
