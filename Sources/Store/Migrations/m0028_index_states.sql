-- m0028_index_states
-- breaking: no
-- why: the longest lists of an operator, devices that nobody has looked at and devices that wait, are found in the order in which they are
-- shown, like those of other states, however few of a million requests they are.

-- Both serve list_devices, whose conditions are these. A request is in one of them, or in request_leased, or in request_parked: a claim and
-- a completion write into neither.
create index request_discovered on provision.request (device_uuid)
    where state = 'ready' and attempt = 0 and origin = 'hello';
create index request_delayed on provision.request (device_uuid)
    where state = 'waiting' or state = 'ready' and (attempt <> 0 or origin <> 'hello');
