-- list_setup_certificates: all of them, in the order of import.
select setup_certificate_id, subject, root_sha1, root_sha256, root_sha384, chain, leaf_sha256, key_id, sealed_key, not_after
from provision.setup_certificate
order by setup_certificate_id
