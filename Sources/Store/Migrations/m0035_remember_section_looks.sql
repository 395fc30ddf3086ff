-- m0035_remember_section_looks
-- breaking: no
-- why: as m0034, for sections.

alter table provision.device_section add column looked_before interval;
