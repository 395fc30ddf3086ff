-- sample_authority: the authority, when it has been made; $1 is how many there may be.
select authority_id::text, key_id, sealed_key
from provision.authority
limit $1::integer
