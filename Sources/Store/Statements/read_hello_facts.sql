-- read_hello_facts: where the last hello of device $1 came from, and the release that it showed last.
select host(coalesce(q.address, d.address)), d.amt_version
from (select $1::uuid as u) x
left join provision.request q on q.device_uuid = x.u
left join provision.device d on d.device_uuid = x.u
