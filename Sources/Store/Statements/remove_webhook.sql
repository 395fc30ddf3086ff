-- remove_webhook: the webhook named $1 is told nothing more.
delete from provision.webhook where name = $1::text returning version
