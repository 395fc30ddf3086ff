-- find_webhook_lease: a row as long as the webhook named $1 may be sent to by whoever has the token $2.
select version from provision.webhook
where name = $1::text and lease_token = $2::bigint and lease_until > clock_timestamp() and is_enabled
