"""Our product by its pages, signed in through the two forms of the sign-in page.

Logging a case is eight pages and a check there, so `create` is measured by the API alone.
"""

import asyncio
import re
import time
import urllib.parse as up

from bench.adapters import product

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
HTML = {"Accept": "text/html"}
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
REFERENCE = re.compile(rb"/cases/(RP-[0-9]{4,6}-[A-Z]{2})/claim")
ENTRY = b"rp-time__item"


class Adapter(product.Adapter):
    role = {op: who for op, who in product.Adapter.role.items() if op != "create"}
    door = ""

    async def login(self, connection, session):
        for _ in range(product.TRIED_AT_MOST):
            await self.sign_in(connection, session)
            status, _, body = await connection.req(session, "GET", "/account", HTML)
            if status == 200:
                session.d["token"] = TOKEN.search(body)[1].decode()
                return
            await asyncio.sleep(product.STEP - time.time() % product.STEP + 1)
        raise AssertionError(status)

    async def sign_in(self, connection, session):
        keys = session.user.keys()
        for path, names in (("/sign-in", ("email", "password")), ("/sign-in/code", ("code",))):
            _, _, page = await connection.req(session, "GET", path, HTML)
            found = TOKEN.search(page)
            typed = {name: keys[name] for name in names} | {
                "csrf_token": found and found[1].decode()
            }
            await connection.req(session, "POST", path, FORM, up.urlencode(typed).encode())

    def act(self, path, session):
        body = up.urlencode({"csrf_token": session.d["token"]}).encode()
        return "POST", path, FORM, body, lambda status, *_: status == 303

    def queue(self, session, random):
        return (*super().queue(session, random)[:2], HTML, b"", self.queued)

    def detail(self, session, random):
        method, path, *_ = super().detail(session, random)
        return (
            method,
            f"{path}/timeline",
            HTML,
            b"",
            lambda s, _, b: s == 200 and b.count(ENTRY) >= 24,
        )

    def partner(self, session, random):
        return "GET", "/partner", HTML, b"", lambda s, _, b: s == 200 and b.count(b"<tr") == 26

    @staticmethod
    def queued(status, _, body):
        return status == 200 and b"RP-" in body

    def queue_ids(self, body):
        return [found.decode() for found in REFERENCE.findall(body)]
