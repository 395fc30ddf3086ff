-- claim_webhook: leases the webhook that is due for longest to whoever has the token $1, for $2 seconds.
with due as materialized (
    select name from provision.webhook
    where is_enabled and due_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
    order by due_at limit 1
    for update skip locked
)
update provision.webhook w set
    lease_token = $1::bigint, lease_until = clock_timestamp() + make_interval(secs => $2::double precision)
from due
where w.name = due.name
returning w.name, w.document, w.txid::text, w.ordinal, w.failure_count
