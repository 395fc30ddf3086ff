#!/usr/bin/env python3
"""Rates of the product's own queue statements beside those of the queue's design, in alternating rounds on one server.

Hello batches of 500 on eight connections, then claim and complete in hundreds on eight connections. Prints medians and ratios.
Environment: BENCH_DSN, DEVICES a round (100000), DRAIN claimed and completed (40000), ROUNDS (3).
"""
import asyncio, datetime, os, random, re, statistics, time, uuid
import asyncpg

HERE = os.path.dirname(os.path.abspath(__file__))
SQL = os.path.join(HERE, "../../Sources/Store")
DSN = os.environ["BENCH_DSN"]
DEVICES = int(os.environ.get("DEVICES", "100000"))
DRAIN = min(DEVICES, int(os.environ.get("DRAIN", "40000")))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
BATCH, CLAIM, CONNECTIONS = 500, 100, 8
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(2000, 1, 1, tzinfo=UTC)


def statement(name):
    return open(f"{SQL}/Statements/{name}.sql").read()


def design():
    text = open(f"{HERE}/design_queue.sql").read()
    return {m.group(1): m.group(0) for m in re.finditer(r"-- name: (\w+)\n.*?(?=\n-- name: |\Z)", text, re.S)}


async def fresh(name):
    base, _ = DSN.rsplit("/", 1)
    c = await asyncpg.connect(f"{base}/postgres")
    await c.execute(f"drop database if exists {name} with (force)")
    await c.execute(f"create database {name}")
    await c.close()
    settings = {"plan_cache_mode": "force_custom_plan", "jit": "off"}
    return [await asyncpg.connect(f"{base}/{name}", server_settings=settings) for _ in range(CONNECTIONS)]


async def spread(connections, items, work):
    items = iter(items)

    async def one(connection):
        for item in items:
            await work(connection, item)

    start = time.perf_counter()
    await asyncio.gather(*(one(c) for c in connections))
    return time.perf_counter() - start


class Product:
    async def prepare(self, c, ids):
        await c.execute("create schema provision")
        for name in sorted(os.listdir(f"{SQL}/Migrations")):
            await c.execute(open(f"{SQL}/Migrations/{name}").read())
        self.site = await c.fetchval(statement("intern_site"), "default")
        await c.fetch(statement("intern_root_hash_sets"), [b"\x01" * 32], [b"\x02"])
        await c.execute("insert into provision.device (device_uuid, site_id) select u, $2 from unnest($1::uuid[]) u", ids, self.site)
        await c.execute("analyze provision.device")
        self.admit, self.take, self.finish = (statement(n) for n in ("admit_hellos", "claim_requests", "complete_requests"))

    async def hello(self, c, u, a, now):
        n = len(u)
        await c.fetch(self.admit, u, a, [self.site] * n, [1] * n, [None] * n, [0.0] * n, [0] * n, 600.0,
                      [86_400.0] * n, 200, [50_000] * n)

    async def settle_table(self, c):
        await c.execute("vacuum analyze provision.request")

    async def cycle(self, c):
        token = random.getrandbits(60)
        got = await c.fetch(self.take, self.site, CLAIM, token, 1, 90.0, -32768, EPOCH)
        n = len(got)
        done = await c.fetch(self.finish, [r[0] for r in got], [r[1] for r in got], [token] * n, ["pc.corp.example"] * n,
                             ["default"] * n, ["16.1.25"] * n, [1] * n, ["Digest:00"] * n, ["ok"] * n, [1] * n,
                             # Nothing but the setup was applied.
                             [], [], [], [], [], [], [], [None] * n, [None] * n, [None] * n, [None] * n, [True] * n,
                             [None] * n)
        assert len(done) == n == CLAIM


class Design:
    async def prepare(self, c, ids):
        self.q = design()
        await c.execute(self.q["schema"])
        await c.execute("insert into site (name) values ('a')")
        await c.execute("insert into hash_set (digest, body) values ('\\x01', '\\x02')")
        await c.execute("insert into device (device_uuid, site_id) select u, 1 from unnest($1::uuid[]) u", ids)
        await c.execute("analyze device")

    async def hello(self, c, u, a, now):
        n = len(u)
        await c.fetch(self.q["hello_upsert"], u, a, [1] * n, [1] * n, [now] * n, [0] * n, [0] * n,
                      datetime.timedelta(minutes=10), [now + datetime.timedelta(hours=24)] * n)

    async def settle_table(self, c):
        await c.execute("vacuum analyze work")

    async def cycle(self, c):
        token = random.getrandbits(60)
        got = await c.fetch(self.q["claim"], 1, CLAIM, token, 1, datetime.timedelta(seconds=90), 0, EPOCH)
        await c.fetch(self.q["complete"], [r["device_uuid"] for r in got], [r["lease_gen"] for r in got], token, ["ok"] * len(got))


async def one_round(kind, name):
    connections = await fresh(name)
    c = connections[0]
    ids = [uuid.uuid4() for _ in range(DEVICES)]
    addresses = [f"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}" for i in range(DEVICES)]
    side = kind()
    await side.prepare(c, ids)
    await c.execute("checkpoint")
    now = datetime.datetime.now(UTC)
    hello_seconds = await spread(connections, range(0, DEVICES, BATCH),
                                 lambda c, i: side.hello(c, ids[i:i + BATCH], addresses[i:i + BATCH], now))
    await side.settle_table(c)
    before = await c.fetchval("select pg_current_wal_insert_lsn() - '0/0'")
    cycle_seconds = await spread(connections, range(0, DRAIN, CLAIM), lambda c, _: side.cycle(c))
    wal = float(await c.fetchval("select pg_current_wal_insert_lsn() - '0/0'") - before) / DRAIN
    for connection in connections:
        await connection.close()
    return DEVICES / hello_seconds, DRAIN / cycle_seconds, wal


async def main():
    results = {"design": [], "product": []}
    for _ in range(ROUNDS):
        for name, kind in (("design", Design), ("product", Product)):
            results[name].append(await one_round(kind, f"bench_{name}"))
    for index, metric in ((0, "hello_rows_per_s"), (1, "claim_complete_rows_per_s"), (2, "claim_complete_wal_bytes_per_row")):
        medians = {name: statistics.median(r[index] for r in rounds) for name, rounds in results.items()}
        for name, value in medians.items():
            print(f"{name} {metric} {value:.0f}")
        print(f"product_over_design {metric} {medians['product'] / medians['design']:.2f}", flush=True)


asyncio.run(main())
