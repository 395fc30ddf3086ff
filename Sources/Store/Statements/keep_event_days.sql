-- keep_event_days: partitions of events from today to $1 days ahead; those of days before the last $2 go.
select provision.keep_event_days($1::integer, $2::integer)
