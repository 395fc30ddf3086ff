-- take_authority_of_key: the authority, if it is under the key $1 and behind the place $2; $3 is how many there may be. Its
-- place is 1.
select authority_id::text, sealed_key
from provision.authority
where key_id = $1::text
    and authority_id > $2::text::smallint
order by authority_id
limit $3::integer
