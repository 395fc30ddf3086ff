-- m0033_remember_looks
-- breaking: no
-- why: what comes while somebody works on a device was not seen by that attempt, however soon it ends. A secret's new value is for every
-- device that has an older one, and what helps against a problem counts from the moment on at which its attempt looked.

alter table provision.applied_secret
    -- The newest version of the secret that the device was taken up for; it may not have come to have it.
    add column offered_version integer not null default 0;

-- Serves take_up_again, in place of the one of before: what was offered is not looked at again.
create index applied_secret_offered on provision.applied_secret (secret_name, (greatest(secret_version, offered_version)))
    where secret_version > 0;
drop index provision.applied_secret_version;

-- What was offered of one secret says nothing of another one. One place for all that writes, programs of the version before among them.
create function provision.forget_offer() returns trigger language plpgsql as $$
begin
    new.offered_version := 0;
    return new;
end
$$;

create trigger applied_secret_is_another before update of secret_name on provision.applied_secret
    for each row when (new.secret_name <> old.secret_name) execute function provision.forget_offer();

-- How long before a problem was noted its attempt had looked at what there was; null where a program of before has noted it.
alter table provision.device_section add column looked_before interval;
alter table provision.problem add column looked_before interval;
-- When the request was leased last.
alter table provision.request add column leased_at timestamptz;

-- The moment from which on something may have come that the attempt has not seen.
create function provision.looked_at(noted_at timestamptz, looked_before interval) returns timestamptz
    language sql stable parallel safe
    return noted_at - coalesce(looked_before, interval '0');
