"""The floor: the least a Flask service can do for operations (a)-(g) and still be honest.
Signed-cookie session, the user row read on every request, CSRF token on writes, permission and redaction,
hand SQL, no ORM, no template.  FLOOR_DB = postgresql://...  or a path to a SQLite file."""
import datetime as dt, hashlib, hmac, json, os, sys, threading
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]
from flask import Flask, Response, abort, request, session
import model, sql

DB = os.environ["FLOOR_DB"]
PG = DB.startswith("postgres")
ROLLUP = os.environ.get("FLOOR_ROLLUP") == "1"
app = Flask(__name__)
app.secret_key = "bench-only"
INT = sql.T_INT
REQ = {"priority", "la_id", "team_id", "reporter_agency_id", "first_name", "surname", "exploitation_type", "source_channel"}
ENUM = {"priority": set(model.PRIOS), "exploitation_type": set(model.EXPL), "source_channel": set(model.CHANNELS)}
NEXT = {"claimed": {"investigating"}, "investigating": {"awaiting_info", "nrm_submitted"}, "awaiting_info": {"investigating"}}

if PG:
    import psycopg
    from contextlib import contextmanager
    from queue import LifoQueue
    _idle = LifoQueue()

    class _Pool:
        """As many connections as there are threads, each made when it is first needed."""

        @contextmanager
        def connection(self):
            con = _idle.get() if _idle.qsize() else psycopg.connect(DB, autocommit=True)
            try: yield con
            finally: _idle.put(con)

    def pool(): return _Pool()

    SEARCH = sql.SEARCH_PG
else:
    import sqlite3
    _tl = threading.local()
    SEARCH = sql.to_sqlite(sql.SEARCH)

    class Con:
        """sqlite3 behind the few psycopg calls used here"""
        def __init__(self):
            self.c = sqlite3.connect(DB, isolation_level=None, timeout=10)
            for p in ("journal_mode=WAL", "synchronous=" + os.environ.get("FLOOR_SYNC", "FULL"), "cache_size=-65536",
                      "mmap_size=2147483648", "busy_timeout=10000"):
                self.c.execute("pragma " + p)
            self.execute = lambda q, a=(): self.c.execute(sql.to_sqlite(q), a)

    class Pool:
        def connection(self): return self
        def __enter__(self):
            if not hasattr(_tl, "c"): _tl.c = Con()
            return _tl.c
        def __exit__(self, t, v, tb):
            if _tl.c.c.in_transaction: _tl.c.execute("rollback" if t else "commit")

    _pool = Pool()
    def pool(): return _pool


def out(o, code=200):
    return Response(json.dumps(o, separators=(",", ":")), code, mimetype="application/json")


def now():
    return dt.datetime.now().isoformat(sep=" ", timespec="seconds")


def me(con):
    uid = session.get("u")
    if not uid: abort(401)
    u = con.execute(sql.USER, (uid,)).fetchone()
    if not u or not u[5]: abort(401)
    return u                     # id, role, team, la, agency, active


def csrf():
    if not hmac.compare_digest(request.headers.get("X-CSRFToken", ""), session.get("c", "-")): abort(403)


@app.get("/healthz")
def health(): return "ok"


@app.post("/login")
def login():
    b = request.get_json()
    with pool().connection() as con:
        r = con.execute("select id, pw from app_user where username=%s and active=1", (b["username"],)).fetchone()
    if not r or not hmac.compare_digest(r[1], hashlib.sha256(b["password"].encode()).hexdigest()): abort(401)
    session["u"], session["c"] = r[0], hashlib.sha256(os.urandom(16)).hexdigest()
    return out({"csrf": session["c"]})


LISTK = ["id", "ref", "created_at", "state", "priority", "team_id", "first_name", "surname", "dob", "exploitation_type", "risk_level", "is_child"]


@app.get("/api/queue")                                                   # (b)
def queue():
    with pool().connection() as con:
        u = me(con)
        if u[1] != "officer": abort(403)
        rows = con.execute(sql.QUEUE, (u[2],)).fetchall()
    return out({"items": [dict(zip(LISTK, r)) for r in rows]})


@app.get("/api/assigned")                                                # (f)
def assigned():
    with pool().connection() as con:
        u = me(con)
        if u[1] != "partner": abort(403)
        rows = con.execute(sql.PARTNER, (u[4],)).fetchall()
    return out({"items": [dict(zip(LISTK, r)) for r in rows]})


@app.get("/api/search")                                                  # (e)
def search():
    q = request.args.get("q", "")
    if len(model.norm(q)) < 2: abort(400)
    with pool().connection() as con:
        u = me(con)
        if u[1] != "officer": abort(403)
        rows = con.execute(SEARCH, sql.search_args(u[3], q)).fetchall()
    seen, items = set(), []
    for r in sorted(rows, key=lambda r: (r[12], -r[0])):
        if r[0] not in seen:
            seen.add(r[0]); items.append(dict(zip(LISTK, r)))
            if len(items) == 25: break
    return out({"items": items})


@app.get("/api/cases/<int:cid>")                                         # (c)
def detail(cid):
    with pool().connection() as con:
        u = me(con)
        r = con.execute(sql.DETAIL, (cid,)).fetchone()
        if not r: abort(404)
        c = dict(zip(model.COLS, r))
        if u[1] == "officer":
            if u[3] != c["la_id"]: abort(403)
            lvl = {"all", "la", "police"} if u[2] == c["team_id"] else {"all", "la"}
            hide = () if u[2] == c["team_id"] else ("suspect_name", "suspect_desc", "vehicle_reg")
        elif u[1] == "partner":
            if not con.execute(sql.ASSIGNED_TO, (u[4], cid)).fetchone(): abort(403)
            lvl, hide = {"all"}, model.SENSITIVE
        elif u[1] == "lead":
            lvl, hide = {"all", "la", "police"}, ()
        else:
            abort(403)
        ev = con.execute(sql.EVENTS, (cid,)).fetchall()
        if request.args.get("audit") != "0":
            con.execute(sql.AUDIT, (now(), u[0], "view", cid, None))
    for k in hide: c[k] = None
    c["redacted"] = list(hide)
    c["events"] = [dict(id=e[0], at=e[1], kind=e[2], actor_id=e[4], body=e[5]) if e[3] in lvl else dict(id=e[0], redacted=True) for e in ev]
    return out(c)


@app.post("/api/cases")                                                  # (a)
def create():
    csrf()
    b = request.get_json()
    err = {}
    for k in b:
        if k not in _INPUT: err[k] = "unknown"
    for k in REQ:
        if b.get(k) in (None, ""): err[k] = "required"
    for k, v in b.items():
        if k in INT:
            if not isinstance(v, int): err[k] = "integer"
        elif v is not None and (not isinstance(v, str) or len(v) > (8000 if k == "narrative" else 400)): err[k] = "text"
    for k, s in ENUM.items():
        if b.get(k) not in s: err[k] = "choice"
    if err: return out({"errors": err}, 422)
    t = now()
    with pool().connection() as con:
        u = me(con)
        d = dict(b, created_at=t, updated_at=t, month=int(t[:4] + t[5:7]), state="unclaimed", owner_id=None, reporter_id=u[0],
                 surname_norm=model.norm(b["surname"]), surname_key=model.key(b["surname"]), version=1, ref="R" + os.urandom(5).hex())
        con.execute("begin" if PG else "begin immediate")
        try:
            cid = con.execute(sql.INSERT, [d.get(c) for c in sql.INS_COLS]).fetchone()[0]
            con.execute(sql.EVENT, (cid, t, "state_change", "all", u[0], "referral received"))
            con.execute(sql.AUDIT, (t, u[0], "create", cid, None))
            con.execute(sql.NOTIF, (None, b["team_id"], t, "new", cid))
            if ROLLUP: roll(con, d["month"], b["team_id"], None, "unclaimed")
            con.execute("commit")
        except BaseException:
            con.execute("rollback"); raise
    return out({"id": cid}, 201)


_INPUT = set(model.INPUT)


def roll(con, month, team, frm, to):
    if frm: con.execute("update counters set n=n-1 where month=%s and team_id=%s and state=%s", (month, team, frm))
    con.execute("insert into counters values(%s,%s,%s,1) on conflict(month,team_id,state) do update set n=counters.n+1", (month, team, to))


@app.post("/api/cases/<int:cid>/claim")                                  # (d1)
def claim(cid):
    csrf()
    t = now()
    with pool().connection() as con:
        u = me(con)
        if u[1] != "officer": abort(403)
        if PG:
            ok = con.execute(sql.CLAIM_CTE, (u[0], t, cid, u[2], t, u[0], t)).fetchone()
        else:
            con.execute("begin immediate")
            ok = con.execute(sql.CLAIM, (u[0], t, cid, u[2])).fetchone()
            if ok:
                con.execute(sql.AUDIT, (t, u[0], "claim", cid, None))
                con.execute(sql.NOTIF, (ok[1], None, t, "claimed", cid))
            con.execute("commit")
    return out({"id": cid, "owner": u[0]}) if ok else out({"error": "already claimed"}, 409)


@app.post("/api/cases/<int:cid>/advance")                                # (d2)
def advance(cid):
    csrf()
    to = request.get_json()["to"]
    t = now()
    with pool().connection() as con:
        u = me(con)
        if u[1] != "officer": abort(403)
        r = con.execute("select state from cases where id=%s", (cid,)).fetchone()
        if not r: abort(404)
        if to not in NEXT.get(r[0], ()): return out({"error": "no such step from " + r[0]}, 409)
        if PG:
            ok = con.execute(sql.ADV_CTE, (to, t, cid, u[2], r[0], t, u[0], to, t)).fetchone()
        else:
            con.execute("begin immediate")
            ok = con.execute(sql.ADVANCE, (to, t, cid, u[2], r[0])).fetchone()
            if ok:
                con.execute(sql.AUDIT, (t, u[0], "advance", cid, to))
                con.execute(sql.NOTIF, (ok[1], None, t, "state", cid))
            con.execute("commit")
    return out({"id": cid, "state": to}) if ok else out({"error": "changed meanwhile"}, 409)


@app.get("/api/dashboard")                                               # (g)
def dash():
    with pool().connection() as con:
        u = me(con)
        if u[1] not in ("lead", "officer"): abort(403)
        rows = con.execute(sql.DASH_ROLL if request.args.get("roll") == "1" else sql.DASH, (202512, 202611)).fetchall()
    return out({"cells": [tuple(r) for r in rows]})
