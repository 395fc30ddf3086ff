-- replay_webhook: the webhook named $1 is told again what came behind the position $2, $3; whoever sends to it at the moment is fenced off.
update provision.webhook set
    txid = $2::text::xid8, ordinal = $3::bigint, due_at = clock_timestamp(), lease_token = null, lease_until = null,
    failure_count = 0, failure = null
where name = $1::text
returning version
