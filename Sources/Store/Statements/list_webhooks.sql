-- list_webhooks: every webhook and how it stands, in order of names.
select name, version, document, author, changed_at, txid::text, ordinal, failure_count, failure, failed_at, delivered_at,
    delivered_count, due_at
from provision.webhook order by name
