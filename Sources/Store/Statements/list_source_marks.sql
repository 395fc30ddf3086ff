-- list_source_marks: what workers need to know of every source, in order of names.
select s.name, s.document, y.whole_synced_at, y.outcome, y.failure
from provision.inventory_source s
join provision.source_sync y on y.source_id = s.source_id
where s.removed_at is null
order by s.name
