-- m0018_limit_unexpected
-- breaking: no
-- why: whoever reaches the hello port can invent UUIDs. Requests of devices that nobody expects are marked, so that they can be
-- counted by address and site, wait behind all others, and go when nothing was heard of them for long.

-- A listener of before marks none, which is as it was.
alter table provision.request add column is_unexpected boolean not null default false;

-- Serves admit_hellos, count_unexpected and forget_unexpected. Not a byte for a device that is expected.
create index request_unexpected on provision.request (site_id, address) where is_unexpected;
