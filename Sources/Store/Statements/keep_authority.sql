-- keep_authority: the cluster's certificate authority: the one that exists, or $1 certificate, $2 key id, $3 sealed key.
with made as (
    insert into provision.authority (certificate, key_id, sealed_key) values ($1::bytea, $2::text, $3::bytea)
    on conflict (authority_id) do nothing
    returning certificate, key_id, sealed_key
)
select certificate, key_id, sealed_key from made
union all
select certificate, key_id, sealed_key from provision.authority
limit 1
