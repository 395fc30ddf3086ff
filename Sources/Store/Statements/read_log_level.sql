-- read_log_level: how much every process logs; no row where its settings say.
select level from provision.log_level
