-- read_event_position: the position behind all events that anybody can have seen by now: the oldest transaction that is not over.
select pg_snapshot_xmin(pg_current_snapshot())::text
