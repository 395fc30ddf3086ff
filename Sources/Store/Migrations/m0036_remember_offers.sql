-- m0036_remember_offers
-- breaking: no
-- why: a secret's new value is for every device that has an older one, also when it came while somebody worked on the device.

alter table provision.applied_secret
    -- The newest version of the secret that the device was taken up for; it may not have come to have it.
    add column offered_version integer not null default 0;

-- What was offered of one secret says nothing of another one. One place for all that writes, programs of the version before among them.
create function provision.forget_offer() returns trigger language plpgsql as $$
begin
    new.offered_version := 0;
    return new;
end
$$;

create trigger applied_secret_is_another before update of secret_name on provision.applied_secret
    for each row when (new.secret_name <> old.secret_name) execute function provision.forget_offer();
