#!/usr/bin/env python3
"""One load driver for every case system: floor, peers, our product.  Standard library only.

  driver.py check  --target NAME=ADAPTER@URL[,pid=P][,ids=F][,reset=CMD] ...      one request of each op, with what came back
  driver.py bench  --target ... --ops queue,detail --conc 1,8 --secs 2 --rounds 5  interleaved blocks (A B, B A, ...), ratios to the first target
  driver.py users  --target ... --ramp 50,100,200 --secs 12 --think 4              mixed work with think time: most users within the p95 limit
  driver.py race   --target ... --conc 16 --secs 10                                 officers of one team claim the same queue head
Loopback targets only; every loop is bounded by time and count."""
import argparse, asyncio, importlib, json, os, random, statistics as st, subprocess, sys, time, urllib.parse as up
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
TICK = os.sysconf("SC_CLK_TCK")


# ---------------------------------------------------------------- HTTP client
class Conn:
    """Minimal HTTP/1.1 client: keep-alive where the server gives it, cookies kept on the session."""
    def __init__(self, host, port):
        self.host, self.port, self.r, self.w = host, port, None, None

    async def req(self, sess, method, path, headers=None, body=b"", timeout=60):
        for attempt in (0, 1):
            fresh = self.w is None
            try:
                return await asyncio.wait_for(self._req(sess, method, path, headers, body), timeout)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
                if fresh: raise          # a kept connection the server had dropped: once more on a new one

    async def _req(self, sess, method, path, headers, body):
        if self.w is None:
            self.r, self.w = await asyncio.open_connection(self.host, self.port, limit=1 << 20)
        h = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "User-Agent: bench", "Accept: application/json, text/html;q=0.9"]
        if sess.cookies: h.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in sess.cookies.items()))
        for k, v in {**sess.headers, **(headers or {})}.items(): h.append(f"{k}: {v}")
        if body or method in ("POST", "PUT"): h.append(f"Content-Length: {len(body)}")
        self.w.write(("\r\n".join(h) + "\r\n\r\n").encode() + body)
        head = (await self.r.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
        status, hd = int(head[0].split()[1]), {}
        for ln in head[1:]:
            if not ln: continue
            k, _, v = ln.partition(":")
            k, v = k.lower(), v.strip()
            if k == "set-cookie":
                n, _, val = v.split(";", 1)[0].partition("=")
                sess.cookies[n] = val
            hd[k] = v
        if status in (204, 304): data = b""
        elif "chunked" in hd.get("transfer-encoding", ""):
            parts = []
            while True:
                n = int((await self.r.readline()).split(b";")[0], 16)
                ch = await self.r.readexactly(n + 2)
                if n == 0: break
                parts.append(ch[:-2])
            data = b"".join(parts)
        elif "content-length" in hd: data = await self.r.readexactly(int(hd["content-length"]))
        else: data = await self.r.read(); hd["connection"] = "close"
        if hd.get("connection", "").lower() == "close" or head[0].startswith("HTTP/1.0") and hd.get("connection", "").lower() != "keep-alive":
            self.close()
        return status, hd, data

    def close(self):
        if self.w: self.w.close()
        self.r = self.w = None


class Sess:
    def __init__(self, user): self.user, self.cookies, self.headers, self.d = user, {}, {}, {}


# ---------------------------------------------------------------- /proc
def tree(pid):
    kids = {}
    for p in os.listdir("/proc"):
        if p.isdigit():
            try: kids.setdefault(int(open(f"/proc/{p}/stat").read().rsplit(")", 1)[1].split()[1]), []).append(int(p))
            except OSError: pass
    out, todo = [], [pid]
    while todo:
        x = todo.pop(); out.append(x); todo += kids.get(x, [])
    return out


def cpu(pid):
    if not pid: return 0.0
    t = 0
    for p in tree(pid):
        try: f = open(f"/proc/{p}/stat").read().rsplit(")", 1)[1].split(); t += sum(map(int, f[11:15]))
        except OSError: pass
    return t / TICK


def mem(pid):
    """(sum of PSS, largest RSS high-water mark of one process), MiB"""
    pss = hwm = 0
    for p in tree(pid) if pid else []:
        try:
            for ln in open(f"/proc/{p}/smaps_rollup"):
                if ln.startswith("Pss:"): pss += int(ln.split()[1])
            for ln in open(f"/proc/{p}/status"):
                if ln.startswith("VmHWM"): hwm = max(hwm, int(ln.split()[1]))
        except OSError: pass
    return round(pss / 1024, 1), round(hwm / 1024, 1)


# ---------------------------------------------------------------- targets
class Target:
    def __init__(self, spec, dbpid):
        self.name, rest = spec.split("=", 1)
        ad, rest = rest.split("@", 1)
        parts = rest.split(",")
        u = up.urlsplit(parts[0])
        assert u.hostname in ("127.0.0.1", "localhost"), "loopback only"
        self.host, self.port = u.hostname, u.port
        o = dict(p.split("=", 1) for p in parts[1:])
        self.pid = int(open(o["pid"]).read()) if "pid" in o and not o["pid"].isdigit() else int(o.get("pid", 0))
        self.ids = json.load(open(o["ids"])) if "ids" in o else {}
        self.reset_cmd, self.dbpid = o.get("reset"), dbpid
        self.ad = importlib.import_module(ad).Adapter(self.ids)
        self.sess = {}

    async def login(self):
        for role, us in self.ad.users.items():
            self.sess[role] = []
            for x in us:
                c, s = Conn(self.host, self.port), Sess(x)
                t = time.perf_counter()
                await self.ad.login(c, s)
                self.login_ms = (time.perf_counter() - t) * 1e3
                c.close(); self.sess[role].append(s)

    def reset(self):
        if self.reset_cmd: subprocess.run(self.reset_cmd, shell=True, check=True, stdout=subprocess.DEVNULL)
        self.ad.reset()


def pct(v, p):
    return v[min(len(v) - 1, int(len(v) * p))] if v else float("nan")


async def one(t, conn, op, s, rnd):
    m, p, h, b, ok = t.ad.req(op, s, rnd)
    t0 = time.perf_counter()
    try:
        r = await conn.req(s, m, p, h, b)
        good = ok(*r)
    except Exception as e:
        r, good = (0, {}, repr(e).encode()), False
    return (time.perf_counter() - t0) * 1e3, good, r


async def block(t, op, conc, secs, cap, seed):
    lat, errs, first = [], 0, None
    rnd = random.Random(seed)
    left = [cap]
    c0, d0, w0, s0 = cpu(t.pid), cpu(t.dbpid), time.process_time(), time.perf_counter()
    end = s0 + secs

    async def worker(i):
        nonlocal errs, first
        ss = t.sess[t.ad.role[op]]; s = ss[i % len(ss)]
        c = Conn(t.host, t.port)
        while time.perf_counter() < end and left[0] > 0:
            left[0] -= 1
            ms, good, r = await one(t, c, op, s, rnd)
            if good: lat.append(ms)
            else:
                errs += 1; first = first or (r[0], r[2][:200])
        c.close()
    await asyncio.gather(*(worker(i) for i in range(conc)))
    el = time.perf_counter() - s0
    n = len(lat) or 1
    lat.sort()
    return dict(n=len(lat), err=errs, first=str(first) if first else None, rps=len(lat) / el, p50=pct(lat, .5), p95=pct(lat, .95), p99=pct(lat, .99),
                cpu_ms=(cpu(t.pid) - c0) * 1e3 / n, db_ms=(cpu(t.dbpid) - d0) * 1e3 / n, drv=(time.process_time() - w0) / el)


async def bench(ts, a):
    ops, res = a.ops.split(","), {}
    for t in ts: await t.login()
    for t in ts:                                                     # warm-up, also fills prepared statements and caches
        for op in ops:
            if op in t.ad.role and op not in ("claim",): await block(t, op, 4, .6, 200, 1)
    for conc in map(int, a.conc.split(",")):
        for rd in range(a.rounds):
            for op in ops:
                order = [t for t in ts if op in t.ad.role]
                for t in (order if rd % 2 == 0 else order[::-1]):
                    if op in ("claim", "advance"): t.reset()
                    cap = a.claims if op == "claim" else 10 ** 7
                    res.setdefault((op, conc, t.name), []).append(await block(t, op, conc, a.secs, cap, rd * 1000 + conc))
    base = ts[0].name
    rows = []
    for (op, conc, name), bl in res.items():
        md = {k: st.median(b[k] for b in bl) for k in ("rps", "p50", "p95", "p99", "drv")}
        tot = sum(b["n"] for b in bl) or 1                          # CPU over all blocks: the kernel counts it in 10 ms ticks
        md.update({k: sum(b[k] * (b["n"] or 1) for b in bl) / tot for k in ("cpu_ms", "db_ms")})
        row = dict(op=op, conc=conc, target=name, n=sum(b["n"] for b in bl), err=sum(b["err"] for b in bl), **md,
                   rps_min=min(b["rps"] for b in bl), rps_max=max(b["rps"] for b in bl), first=next((b["first"] for b in bl if b["first"]), None))
        ref = res.get((op, conc, base))
        if name != base and ref:
            q = sorted(b["p50"] / r["p50"] for b, r in zip(bl, ref)); row["p50_ratio"] = [q[0], st.median(q), q[-1]]
            q = sorted(b["p95"] / r["p95"] for b, r in zip(bl, ref)); row["p95_ratio"] = [q[0], st.median(q), q[-1]]
            q = sorted(r["rps"] / b["rps"] if b["rps"] else float("inf") for b, r in zip(bl, ref)); row["rps_ratio"] = [q[0], st.median(q), q[-1]]
        rows.append(row)
    cpu_of = {(r["op"], r["conc"]): r["cpu_ms"] + r["db_ms"] for r in rows if r["target"] == base}
    for r in rows: r["cpu_ratio"] = (r["cpu_ms"] + r["db_ms"]) / (cpu_of.get((r["op"], r["conc"])) or float("nan"))
    rows.sort(key=lambda r: (r["conc"], ops.index(r["op"])))
    print(f"{'op':9}{'c':>3} {'target':10}{'n':>7}{'err':>5}{'req/s':>8}{'[min':>8}{'max]':>7}{'p50 ms':>9}{'p95':>8}{'p99':>8}{'appCPU':>8}{'dbCPU':>7}{'drv%':>5}  ratio to {base}: CPU | p50 [min med max] | req/s [min med max]")
    for r in rows:
        q, z = r.get("p50_ratio"), r.get("rps_ratio")
        print(f"{r['op']:9}{r['conc']:3} {r['target']:10}{r['n']:7}{r['err']:5}{r['rps']:8.0f}{r['rps_min']:8.0f}{r['rps_max']:7.0f}{r['p50']:9.2f}{r['p95']:8.2f}{r['p99']:8.2f}{r['cpu_ms']:8.2f}{r['db_ms']:7.2f}{r['drv']*100:5.0f}"
              + (f"  {r['cpu_ratio']:5.1f} | {q[0]:.1f} {q[1]:.1f} {q[2]:.1f} | {z[0]:.1f} {z[1]:.1f} {z[2]:.1f}" if q else "") + (f"  ERR {r['first'][:120]}" if r["err"] and r["first"] else ""))
    memory = {t.name: mem(t.pid) for t in ts}
    for t in ts: print(f"memory {t.name}: PSS of the process tree {memory[t.name][0]} MiB, largest process peak {memory[t.name][1]} MiB; login {t.login_ms:.0f} ms")
    return dict(rows=rows, mem=memory, args=vars(a), load=os.getloadavg())


MIX = dict(queue=30, detail=36, search=10, partner=8, advance=8, claim=1, create=4, dash=3)


async def users(ts, a):
    outr = []
    for t in ts:
        await t.login()
        for n in map(int, a.ramp.split(",")):
            t.reset()
            lat, errs, per = [], [0], {}
            mix = {k: v for k, v in MIX.items() if k in t.ad.role and k not in a.skip.split(",")}
            end = time.perf_counter() + a.secs
            c0, d0, w0 = cpu(t.pid), cpu(t.dbpid), time.process_time()

            async def user(i):
                rnd = random.Random(i * 31 + n)
                c = Conn(t.host, t.port)
                await asyncio.sleep(rnd.random() * a.think)
                while time.perf_counter() < end:
                    op = rnd.choices(list(mix), list(mix.values()))[0]
                    ss = t.sess[t.ad.role[op]]
                    ms, good, r = await one(t, c, op, ss[i % len(ss)], rnd)
                    if good or op == "claim" and r[0] in (400, 409): lat.append(ms); per.setdefault(op, []).append(ms)
                    else: errs[0] += 1
                    await asyncio.sleep(rnd.expovariate(1 / a.think))
                c.close()
            await asyncio.gather(*(user(i) for i in range(n)))
            lat.sort()
            row = dict(target=t.name, users=n, done=len(lat), err=errs[0], rps=len(lat) / a.secs, p50=pct(lat, .5), p95=pct(lat, .95), p99=pct(lat, .99),
                       app=(cpu(t.pid) - c0) / a.secs, db=(cpu(t.dbpid) - d0) / a.secs, drv=(time.process_time() - w0) / a.secs, pss=mem(t.pid)[0],
                       per={k: round(pct(sorted(v), .95), 1) for k, v in per.items()})
            outr.append(row)
            print(f"{t.name:9} users {n:5} think {a.think}s: {row['rps']:7.1f} req/s p50 {row['p50']:7.1f} p95 {row['p95']:8.1f} p99 {row['p99']:8.1f} ms err {row['err']} cores app {row['app']:.2f} db {row['db']:.2f} drv {row['drv']:.2f} pss {row['pss']} p95 by op {row['per']}", flush=True)
            if row["p95"] > a.limit * 3 or row["err"] > len(lat) * .05: break
    return outr


async def race(ts, a):
    outr = []
    for t in ts:
        await t.login()
        for rd in range(a.rounds):
            t.reset()
            won, lost, lat, err = [], [0], [], [0]
            t0 = time.perf_counter(); end = t0 + a.secs
            last = [t0]

            async def officer(i):
                ss = t.sess[t.ad.role["claim"]]; s = ss[i % len(ss)]; c = Conn(t.host, t.port); rnd = random.Random(i)
                while time.perf_counter() < end:
                    m, p, h, b, ok = t.ad.req("queue", s, rnd)
                    r = await c.req(s, m, p, h, b)
                    ids = [x for x in t.ad.queue_ids(r[2]) if x not in s.d.setdefault("lost", set())]
                    if not ids: break
                    for cid in ids[:a.depth]:                     # everyone goes for the head of the queue
                        m, p, h, b, ok = t.ad.claim(s, cid)
                        q0 = time.perf_counter()
                        r = await c.req(s, m, p, h, b)
                        lat.append((time.perf_counter() - q0) * 1e3)
                        if ok(*r): won.append(cid); last[0] = time.perf_counter(); break
                        if r[0] in (400, 403, 404, 409): lost[0] += 1; s.d["lost"].add(cid)
                        else: err[0] += 1
                c.close()
            for x in t.sess[t.ad.role["claim"]]: x.d = {k: v for k, v in x.d.items() if k != "lost"}
            await asyncio.gather(*(officer(i) for i in range(a.conc_race)))
            el = max(last[0] - t0, 1e-9); lat.sort()
            row = dict(target=t.name, conc=a.conc_race, won=len(won), distinct=len(set(won)), double=len(won) - len(set(won)), lost=lost[0], err=err[0],
                       claims_s=len(won) / el, attempts_s=len(lat) / el, p50=pct(lat, .5), p95=pct(lat, .95))
            outr.append(row)
            print(f"{t.name:9} race of {a.conc_race}: {row['won']} claims, {row['double']} DOUBLE, {row['lost']} lost, {row['err']} errors, {row['claims_s']:.0f} claims/s, {row['attempts_s']:.0f} attempts/s, claim p50 {row['p50']:.1f} p95 {row['p95']:.1f} ms", flush=True)
    return outr


async def check(ts, a):
    for t in ts:
        await t.login(); t.reset()
        for op in t.ad.role:
            s = t.sess[t.ad.role[op]][0]
            m, p, h, b, ok = t.ad.req(op, s, random.Random(1))
            c = Conn(t.host, t.port)
            r = await c.req(s, m, p, h, b)
            print(f"{t.name} {op:8} {m} {p[:90]} -> {r[0]} {len(r[2])} bytes ok={ok(*r)} {'' if ok(*r) and not a.v else r[2][:600]}")
            c.close()


ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("mode", choices=["check", "bench", "users", "race"])
ap.add_argument("--target", action="append", required=True)
ap.add_argument("--dbpid", default="0", help="postmaster pid or its postmaster.pid file, for the database's CPU")
ap.add_argument("--ops", default="create,queue,detail,claim,advance,search,partner,dash")
ap.add_argument("--conc", default="1,8"); ap.add_argument("--secs", type=float, default=2); ap.add_argument("--rounds", type=int, default=5)
ap.add_argument("--claims", type=int, default=30, help="claims a block (the queue is finite)")
ap.add_argument("--ramp", default="50,100,200,400"); ap.add_argument("--think", type=float, default=4); ap.add_argument("--limit", type=float, default=300)
ap.add_argument("--skip", default=""); ap.add_argument("--conc-race", type=int, default=16); ap.add_argument("--depth", type=int, default=5)
ap.add_argument("--out"); ap.add_argument("-v", action="store_true")
a = ap.parse_args()
dbpid = int(open(a.dbpid).readline()) if not a.dbpid.isdigit() else int(a.dbpid)
T = [Target(s, dbpid) for s in a.target]
r = asyncio.run(globals()[a.mode](T, a))
if a.out: json.dump(r, open(a.out, "w"), indent=1, default=str)
