-- m0029_note_ready
-- breaking: no
-- why: how long a request has been ready is since it became so. Its first hello may be months ago, when a provisioned device is taken up.

-- Absent from requests that were ready before this. Every statement that makes a request ready says it; a trigger would cost each renewal of
-- a lease a lock of its row.
alter table provision.request add column ready_at timestamptz;
alter table provision.request alter column ready_at set default clock_timestamp();
