#!/usr/bin/env python3
"""Make and load N synthetic cases for the floor: load.py --db postgresql://... | --db /path/x.sqlite  -n 100000 --ids out.json"""
import argparse, hashlib, json, os, sys, time
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "floor")]
import model, sql

ap = argparse.ArgumentParser()
ap.add_argument("--db", required=True); ap.add_argument("-n", type=int, required=True)
ap.add_argument("--ids", required=True); ap.add_argument("--seed", type=int, default=7)
a = ap.parse_args()
pg = a.db.startswith("postgres")
PW = hashlib.sha256(b"bench").hexdigest()
t0 = time.time()
ids = {"detail": [], "claim": [], "advance": [], "surnames": {}, "partner_detail": [], "team": 1, "la": model.team_la(1), "agency": 1, "n": a.n}
counters = {}
evkinds = model.EVENT_KINDS


def events(row, ne):
    for i in range(ne):
        yield (row[0], row[2], evkinds[(row[0] + i) % 8], ("all", "all", "police", "all", "la")[i % 5], row[9], model.event_text(row[0] + i))


def note(row, ne, ag):
    k = (row[4], row[8], row[5]); counters[k] = counters.get(k, 0) + 1
    if row[8] == 1:
        if ne == 30 and row[5] not in ("draft",): ids["detail"].append(row[0])
        if row[5] == "unclaimed": ids["claim"].append(row[0])
        if row[5] == "investigating": ids["advance"].append(row[0])
    if ne == 30 and 1 in ag: ids["partner_detail"].append(row[0])
    if row[7] == ids["la"]: ids["surnames"][row[13]] = ids["surnames"].get(row[13], 0) + 1


urows = [(u[0], u[1], PW, u[2], u[3], u[4], u[5], 1) for u in model.users()]
if pg:
    import psycopg
    con = psycopg.connect(a.db, autocommit=True)
    for t in "app_user cases case_event case_agency audit notification counters".split():
        con.execute(f"drop table if exists {t} cascade")
    for s in sql.ddl(True): con.execute(s)
    cur = con.cursor()
    with con.transaction():
        with cur.copy("copy app_user from stdin") as cp:
            for u in urows: cp.write_row(u)
    for ch in model.gen_cases(a.n, a.seed):
        with con.transaction():
            with cur.copy(f"copy cases({','.join(model.COLS)}) from stdin") as cp:
                for row, ne, ag in ch:
                    cp.write_row(row); note(row, ne, ag)
            with cur.copy("copy case_event(case_id,at,kind,vis,actor_id,body) from stdin") as cp:
                for row, ne, ag in ch:
                    for e in events(row, ne): cp.write_row(e)
            with cur.copy("copy case_agency(agency_id,case_id,assigned_at) from stdin") as cp:
                for row, ne, ag in ch:
                    for g in ag: cp.write_row((g, row[0], row[2]))
    with con.transaction():
        with cur.copy("copy counters(month,team_id,state,n) from stdin") as cp:
            for k, n in counters.items(): cp.write_row(k + (n,))
    for s in sql.indexes(True): con.execute(s)
    con.execute("select setval(pg_get_serial_sequence('cases','id'), (select max(id) from cases))")
    con.execute("vacuum analyze")
else:
    import sqlite3
    for suf in ("", "-wal", "-shm"):
        if os.path.exists(a.db + suf): os.unlink(a.db + suf)
    con = sqlite3.connect(a.db, isolation_level=None)
    for p in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-500000"): con.execute("pragma " + p)
    for s in sql.ddl(False): con.execute(s)
    con.execute("begin"); con.executemany("insert into app_user values(?,?,?,?,?,?,?,?)", urows); con.execute("commit")
    q = ",".join("?" * len(model.COLS))
    for ch in model.gen_cases(a.n, a.seed):
        con.execute("begin")
        con.executemany(f"insert into cases({','.join(model.COLS)}) values({q})", [c[0] for c in ch])
        con.executemany("insert into case_event(case_id,at,kind,vis,actor_id,body) values(?,?,?,?,?,?)", [e for c in ch for e in events(c[0], c[1])])
        con.executemany("insert into case_agency values(?,?,?)", [(g, c[0][0], c[0][2]) for c in ch for g in c[2]])
        con.execute("commit")
        for c in ch: note(*c)
    con.execute("begin"); con.executemany("insert into counters values(?,?,?,?)", [k + (n,) for k, n in counters.items()]); con.execute("commit")
    for s in sql.indexes(False): con.execute(s)
    con.execute("analyze"); con.execute("pragma wal_checkpoint(truncate)")
sn = sorted(ids["surnames"].items(), key=lambda x: -x[1])
ids["surnames"] = [s for s, _ in sn[:15]] + [s for s, _ in sn[len(sn) // 2: len(sn) // 2 + 15]]
for k in ("detail", "claim", "advance", "partner_detail"): ids[k] = ids[k][-4000:]
json.dump(ids, open(a.ids, "w"))
print(f"{a.n} cases loaded in {time.time()-t0:.1f}s", {k: len(v) if isinstance(v, list) else v for k, v in ids.items()})
