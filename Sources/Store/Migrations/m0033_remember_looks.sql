-- m0033_remember_looks
-- breaking: no
-- why: a secret's new value is for every device that has an older one, also for one that somebody worked on when it came: when it was
-- provisioned says nothing of what was seen then.

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
