-- list_certificates: the certificates for setup without their keys, in the order of import.
select setup_certificate_id, name, subject, leaf_sha256, root_sha1, root_sha256, root_sha384, chain, not_after, imported_at
from provision.setup_certificate
order by setup_certificate_id
