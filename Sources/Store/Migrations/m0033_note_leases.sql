-- m0033_note_leases
-- breaking: no
-- why: what comes while somebody works on a device was not seen by that attempt, however soon it ends. What helps against a problem counts
-- from the moment on at which its attempt looked.

-- When the request was leased last.
alter table provision.request add column leased_at timestamptz;

-- The moment from which on something may have come that the attempt has not seen.
create function provision.looked_at(noted_at timestamptz, looked_before interval) returns timestamptz
    language sql stable parallel safe
    return noted_at - coalesce(looked_before, interval '0');
