-- make_journal_days: partitions of the journal from today to $1 days ahead.
select provision.make_journal_days($1::integer)
