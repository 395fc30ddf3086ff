-- keep_answer: the request of caller $1 with key $2 was done, with status $3 and body $4; null for an answer that is not kept.
update provision.kept_answer set is_done = true, status = $3::integer, body = $4::text
where caller = $1::text and key = $2::text
returning is_done
