-- take_setup_certificates_of_key: the first $3 setup certificates under the key $1 behind the place $2, in order. A place is
-- the leaf's SHA-256 in hexadecimal digits.
select encode(leaf_sha256, 'hex'), sealed_key
from provision.setup_certificate
where key_id = $1::text
    and leaf_sha256 > decode($2::text, 'hex')
order by leaf_sha256
limit $3::integer
