-- release_answer: the request of caller $1 with key $2 has changed nothing; the key is free again.
delete from provision.kept_answer where caller = $1::text and key = $2::text and not is_done
returning is_done
