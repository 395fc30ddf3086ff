-- m0029_note_ready
-- breaking: no
-- why: how long a request has been ready is since it became so. Its first hello may be months ago, when a provisioned device is taken up.

-- Absent from requests that were ready before this.
alter table provision.request add column ready_at timestamptz;
alter table provision.request alter column ready_at set default clock_timestamp();

-- One place for all that makes a request ready, programs of the version before among them.
create function provision.note_ready() returns trigger language plpgsql as $$
begin
    new.ready_at := clock_timestamp();
    return new;
end
$$;

create trigger request_becomes_ready before update of state on provision.request
    for each row when (new.state = 'ready' and old.state <> 'ready') execute function provision.note_ready();
