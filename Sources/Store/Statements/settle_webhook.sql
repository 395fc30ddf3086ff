-- settle_webhook: the webhook named $1, leased with the token $2, has taken everything up to the position $3, $4, of which $5 were sent to
-- it now; it is due again in $6 seconds. $7: why the one behind that was not taken; null when all were. $8: failures in a row.
-- Nothing when the lease is over.
update provision.webhook set
    txid = $3::text::xid8, ordinal = $4::bigint,
    delivered_count = delivered_count + $5::bigint,
    delivered_at = case when $5::bigint > 0 then clock_timestamp() else delivered_at end,
    due_at = clock_timestamp() + make_interval(secs => $6::double precision),
    lease_token = null, lease_until = null,
    failure_count = $8::integer,
    failure = $7::text,
    failed_at = case when $7::text is null then failed_at else clock_timestamp() end
where name = $1::text and lease_token = $2::bigint
returning version
