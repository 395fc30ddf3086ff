-- lead: node $2 leads the work named $1 for $3 seconds from now, if nobody else does. Returns the term.
-- The holder keeps its term; whoever takes over begins the next one, which fences off the one before.
insert into provision.leadership as l (name, term, node_id, until)
values ($1::text, 1, $2::integer, clock_timestamp() + make_interval(secs => $3::double precision))
on conflict (name) do update set
    term = case when l.node_id = excluded.node_id and l.until >= clock_timestamp() then l.term else l.term + 1 end,
    node_id = excluded.node_id,
    until = excluded.until
where l.node_id = excluded.node_id or l.until < clock_timestamp()
returning l.term
