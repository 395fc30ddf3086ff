-- read_authority: the cluster's certificate authority, if it has been made.
select certificate, key_id, sealed_key from provision.authority
