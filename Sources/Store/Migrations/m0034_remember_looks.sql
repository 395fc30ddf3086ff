-- m0034_remember_looks
-- breaking: no
-- why: as m0033. A table for each migration, because workers lock several of these in orders of their own.

-- How long before the problem was noted its attempt had looked at what there was; null where a program of before has noted it.
alter table provision.problem add column looked_before interval;
