-- m0010_create_scs_views
-- breaking: no
-- why: reports that were written for Intel SCS with Altiris find the tables they read, as views of what is here. They are read
-- only, hold no secret, and nothing of ours reads them.

create schema scs;

-- Every device that has said hello or was provisioned.
create view scs.csti_amts as
    select x.u as uuid,
        coalesce(d.fqdn, '') as fqdn,
        host(coalesce(q.address, d.address)) as address,
        d.amt_version as version,
        case when q.device_uuid is null then 'provisioned'
             else provision.device_state(q.state, q.attempt, q.problem_code, q.origin) end as state,
        case when q.device_uuid is not null then q.problem_code end as problem,
        d.profile,
        s.name as site,
        q.pid,
        coalesce(d.first_hello_at, q.first_hello_at) as first_hello,
        coalesce(q.hello_at, d.last_hello_at) as last_hello,
        d.provisioned_at as provisioned
    from (
        select device_uuid as u from provision.device
        union select device_uuid from provision.request
    ) x
    left join provision.device d on d.device_uuid = x.u
    left join provision.request q on q.device_uuid = x.u
    left join provision.site s on s.site_id = coalesce(q.site_id, d.site_id);

-- Pre-shared keys by their PID. The PPS stays sealed, and is not here.
create view scs.csti_pid_map as
    select k.pid, k.imported_at as imported, q.device_uuid as uuid
    from provision.psk_key k
    left join provision.request q on q.pid = k.pid;

-- What the database itself knows of the configuration; the settings of the nodes are in their files.
create view scs.csti_configuration as
    select 'default_profile' as key, coalesce(
        (
            select case when a.document::jsonb ? 'defaultProfile' then coalesce(a.document::jsonb ->> 'defaultProfile', '')
                else 'default' end
            from provision.assignment_policy a order by a.version desc limit 1
        ), 'default') as value
    union all
    select 'use_dns_ip_resolution_to_find_fqdn', coalesce(
        (select a.document::json ->> 'dnsFallback' from provision.assignment_policy a order by a.version desc limit 1),
        'false')
    union all
    select 'use_props_command', coalesce(
        (select a.document::json ->> 'propsCommand' from provision.assignment_policy a order by a.version desc limit 1),
        'never')
    union all
    select 'resource_synchronization_enabled', coalesce(
        (select a.document::json ->> 'enabled' from provision.assignment_policy a order by a.version desc limit 1),
        'true')
    union all
    select 'inventory_source:' || s.name, coalesce(to_char(y.synced_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'never')
    from provision.inventory_source s
    join provision.source_sync y on y.source_id = s.source_id
    where s.removed_at is null;

-- UUID → resource. A source without resources of its own has its records' keys in their place.
create view scs."Inv_OOB_Capability" as
    select r.resource as "_ResourceGuid", r.device_uuid as "UUID", r.amt_version as "AMT Version", s.name as "Source",
        coalesce(r.reported_at, r.changed_at) as "ModifiedDate"
    from provision.source_record r
    join provision.inventory_source s on s.source_id = r.source_id and s.removed_at is null
    where r.part <> 'location' and r.vanished_at is null;

-- Resource → name.
create view scs."Inv_AeX_AC_Location" as
    select r.resource as "_ResourceGuid", r.fqdn as "Fully Qualified Domain Name", s.name as "Source",
        coalesce(r.reported_at, r.changed_at) as "ModifiedDate"
    from provision.source_record r
    join provision.inventory_source s on s.source_id = r.source_id and s.removed_at is null
    where r.part <> 'capability' and r.vanished_at is null;
