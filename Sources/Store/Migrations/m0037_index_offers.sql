-- m0037_index_offers
-- breaking: no
-- why: devices that were not offered a secret's new value are found among all that have it. By itself, because it takes its time and lets
-- nobody write meanwhile.

-- Serves take_up_again. applied_secret_version stays for programs of the version before, which look by that.
create index applied_secret_offered on provision.applied_secret (secret_name, (greatest(secret_version, offered_version)))
    where secret_version > 0;
