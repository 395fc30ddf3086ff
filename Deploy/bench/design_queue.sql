-- The queue as it was designed and measured before the product: what the product's own statements are compared with.

-- name: schema
create table site     (site_id smallint generated always as identity primary key, name text not null unique,
                       max_inflight integer not null default 500);
create table hash_set (hash_set_id integer generated always as identity primary key,   -- the trusted-root list of a hello:
                       digest bytea not null unique, body bytea not null);              -- ~800 bytes, a handful per firmware, stored once
create table device   (device_uuid uuid primary key, site_id smallint not null,         -- inventory, 1 M rows, written by the sync
                       profile jsonb, provisioned_at timestamptz, done_gen bigint, done_token bigint);
create table device_secret (device_uuid uuid not null, lease_gen bigint not null, step smallint not null,
                       ciphertext bytea not null, at timestamptz not null default clock_timestamp(),
                       primary key (device_uuid, lease_gen, step));
create sequence lease_gen_seq;                                       -- one fencing counter for the whole table: rows are
                                                                     -- deleted and come back, a per-row counter would restart
create table work (
  device_uuid    uuid        not null,
  site_id        smallint    not null,
  state          smallint    not null default 0,    -- 0 ready  1 leased  2 back-off  3 parked
  prio           smallint    not null default 5,    -- 0 operator, 1 near the end of the window, 5 normal, 8 repeated failures
  attempt        smallint    not null default 0,
  flags          smallint    not null default 0,
  deadline_at    timestamptz not null,              -- when the device stops saying hello (24 h; some vendors 6 h)
  next_at        timestamptz,                       -- back-off: due; parked: not before
  lease_gen      bigint      not null default 0,
  lease_token    bigint,
  lease_owner    integer,
  lease_until    timestamptz,
  step           smallint    not null default 0,    -- last fenced checkpoint
  addr           inet        not null,              -- not indexed, so that a refresh stays HOT
  retry_count    integer     not null default 0,    -- the device's own counter; falls when it restarts its window
  hello_count    integer     not null default 1,
  hash_set_id    integer     not null,
  first_hello_at timestamptz not null,
  hello_at       timestamptz not null,              -- listener's receive time of the hello that set addr
  primary key (device_uuid) with (fillfactor = 80)
) with (fillfactor = 70,
        autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);
create index work_ready   on work (site_id, prio, deadline_at) where state = 0;   -- claims
create index work_leased  on work (device_uuid)                where state = 1;   -- reaper; lease_until left out: renewals stay HOT
create index work_waiting on work (next_at)                    where state = 2;   -- promoter
create index work_expiry  on work (deadline_at)                where state in (0, 2);

create table attempt_history (
  at timestamptz not null default clock_timestamp(), device_uuid uuid not null, site_id smallint not null,
  lease_gen bigint not null, owner integer, attempt smallint, outcome smallint not null, detail text
) partition by range (at);                                          -- outcome 0 ok 1 lost lease 2 transient 3 permanent 4 window over
create index on attempt_history (device_uuid, at);
create table attempt_history_default partition of attempt_history default;   -- the coordinator makes a partition a day, 7 ahead

-- name: hello_upsert
-- $1 uuid[], $2 text[] addresses, $3 smallint[] sites, $4 integer[] hash sets, $5 timestamptz[] received, $6 smallint[] flags,
-- $7 integer[] the hello's retry counter, $8 interval refresh no more often than, $9 timestamptz[] estimated end of the hello window
with h as (
  select distinct on (u) u, a::inet as a, s, hs, r, f, rc, dl
  from unnest($1::uuid[], $2::text[], $3::smallint[], $4::integer[], $5::timestamptz[], $6::smallint[], $7::integer[], $9::timestamptz[])
       as x(u, a, s, hs, r, f, rc, dl)
  order by u, r desc                                    -- the newest hello of each device in this batch
), todo as (                                            -- leave out what would change nothing: a no-op upsert still locks and logs the row
  select h.* from h
  left join lateral (select * from work where device_uuid = h.u limit 1) w on true      -- lateral + limit: always an index probe
  where case when w.device_uuid is null
             then not exists (select 1 from device d where d.device_uuid = h.u and d.provisioned_at >= h.r)
             else h.r > w.hello_at and (w.addr is distinct from h.a or w.hello_at < h.r - $8::interval
                                        or h.rc < w.retry_count or (w.state = 3 and w.next_at <= now())) end
)
insert into work as w (device_uuid, site_id, hash_set_id, flags, addr, retry_count, first_hello_at, hello_at, deadline_at)
select u, s, hs, f, a, rc, r, r, dl from todo order by u         -- one lock order for all listeners: no deadlocks
on conflict (device_uuid) do update set
  addr = excluded.addr, hello_at = excluded.hello_at, retry_count = excluded.retry_count, hash_set_id = excluded.hash_set_id,
  hello_count = w.hello_count + 1,
  deadline_at = case when excluded.retry_count < w.retry_count or w.deadline_at < excluded.hello_at
                     then excluded.deadline_at else w.deadline_at end,
  state   = case when w.state = 2 and w.addr is distinct from excluded.addr then 0     -- moved: the last failure may be stale
                 when w.state = 3 and w.next_at <= now() then 0                          -- window had closed, device is back
                 else w.state end,                                                       -- leased: address only
  next_at = case when w.state = 2 and w.addr is not distinct from excluded.addr then w.next_at
                 when w.state = 3 and w.next_at > now() then w.next_at end
where excluded.hello_at > w.hello_at
returning w.device_uuid, (w.xmax = 0) as is_new

-- name: claim
-- $1 site, $2 how many, $3 random token of this claim, $4 worker id, $5 lease, ($6 prio, $7 deadline) low-water mark
with c as materialized (
  select device_uuid from work
  where site_id = $1::smallint and state = 0 and (prio, deadline_at) >= ($6::smallint, $7::timestamptz)
  order by prio, deadline_at
  limit $2::integer for update skip locked
)
update work w set state = 1, attempt = w.attempt + 1, lease_gen = nextval('lease_gen_seq'), lease_token = $3::bigint,
  lease_owner = $4::integer, lease_until = clock_timestamp() + $5::interval, next_at = null
from c where w.device_uuid = c.device_uuid
returning w.device_uuid, w.lease_gen, w.addr, w.site_id, w.attempt, w.hash_set_id, w.prio, w.deadline_at, w.step

-- name: complete
-- $1 uuid[], $2 bigint[] generations, $3 token, $4 text[] detail
with d as (
  delete from work w using unnest($1::uuid[], $2::bigint[], $4::text[]) as x(u, g, t)
  where w.device_uuid = x.u and w.lease_gen = x.g and w.lease_token = $3::bigint and w.state = 1
  returning w.device_uuid, w.site_id, w.lease_gen, w.lease_owner, w.attempt, x.t
), p as (
  insert into device (device_uuid, site_id, provisioned_at, done_gen, done_token)
  select device_uuid, site_id, clock_timestamp(), lease_gen, $3::bigint from d order by device_uuid
  on conflict (device_uuid) do update set provisioned_at = excluded.provisioned_at, done_gen = excluded.done_gen, done_token = excluded.done_token
), k as (
  insert into attempt_history (device_uuid, site_id, lease_gen, owner, attempt, outcome, detail)
  select device_uuid, site_id, lease_gen, lease_owner, attempt, 0, t from d
)
select device_uuid from d
