"""Our product by its JSON API, doing the ruler's work as its own people.

Search and the figures have no adapter yet, so those two are left out. A case is opened by the
investigator who leads it, since nobody else in the team may, and moved on by the same person.
"""

import asyncio
import base64
import hmac
import json
import time

from bench.ruler import model

JSON = {"Content-Type": "application/json", "Accept": "application/json"}
STEP = 30
FULL_PAGE = 25
MOVE = "tracks/investigation/start"
TRIED_AT_MOST = 3


class Adapter:
    role = {
        "create": "responder",
        "queue": "officer",
        "detail": "officer",
        "claim": "officer",
        "advance": "officer",
        "partner": "partner",
    }
    door = "/api"

    def __init__(self, ids):
        self.ids = ids
        self.users = {
            role: [Known(person) for person in people] for role, people in ids["people"].items()
        }
        self.reset()

    def reset(self):
        self.claimed, self.moved = 0, {}

    async def login(self, connection, session):
        """Both things; a code works once, so the next is waited for if it was used."""
        for _ in range(TRIED_AT_MOST):
            body = json.dumps(session.user.keys()).encode()
            status, _, data = await connection.req(
                session, "POST", "/api/tokens", JSON, body, timeout=STEP
            )
            if status == 201:
                session.headers["Authorization"] = f"Bearer {json.loads(data)['token']}"
                return
            await asyncio.sleep(STEP - time.time() % STEP + 1)
        raise AssertionError((status, data))

    def req(self, op, session, random):
        return getattr(self, op)(session, random)

    def create(self, session, random):
        body = json.dumps(new_case(random)).encode()
        return "POST", f"{self.door}/cases", JSON, body, lambda status, *_: status == 201

    def queue(self, session, random):
        path = f"{self.door}/teams/{self.ids['team']}/queue"
        return "GET", path, JSON, b"", lambda status, _, body: status == 200 and self.rows(body)

    def queue_ids(self, body):
        return [row["reference"] for row in json.loads(body)["items"]]

    def detail(self, session, random):
        own = self.ids["detail"][session.user.email]
        path = f"{self.door}/cases/{random.choice(own)}"
        return "GET", path, JSON, b"", lambda status, _, body: status == 200 and self.full(body)

    def claim(self, session, which):
        rows = self.ids["claim"]
        if isinstance(which, str):
            reference = which
        else:
            reference = rows[-1 - self.claimed % len(rows)]
            self.claimed += 1
        return self.act(f"{self.door}/cases/{reference}/claim", session)

    def advance(self, session, random):
        rows = self.ids["advance"][session.user.email]
        at = self.moved[session.user.email] = self.moved.get(session.user.email, -1) + 1
        return self.act(f"{self.door}/cases/{rows[at % len(rows)]}/{MOVE}", session)

    def partner(self, session, random):
        return "GET", f"{self.door}/partner", JSON, b"", self.listed

    def act(self, path, session):
        return "POST", path, JSON, b"{}", lambda status, *_: status == 200

    def listed(self, status, _, body):
        return status == 200 and self.rows(body) == FULL_PAGE

    @staticmethod
    def rows(body):
        return body.count(b'"reference"')

    @staticmethod
    def full(body):
        """At least the ruler's 24 readable entries on the timeline."""
        return body.count(b'"recorded_at"') >= 24


class Known:
    """Somebody, and what signs them in."""

    def __init__(self, person):
        self.email, self.password, self.secret = (
            person["email"],
            person["password"],
            base64.b32decode(person["secret"]),
        )

    def keys(self):
        return {"email": self.email, "password": self.password, "code": self.code()}

    def code(self):
        """RFC 6238, by hand: the driver needs nothing but the standard library."""
        count = int(time.time() // STEP).to_bytes(8, "big")
        digest = hmac.digest(self.secret, count, "sha1")
        start = digest[-1] & 15
        return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def new_case(random):
    """The ruler's referral as our eight questions ask it."""
    told = model.new_case(random)
    return {
        "danger": "no",
        "under_18": "yes",
        "what": ["sexual", "moved"],
        "sexual_assault": "no",
        "whereabouts": f"{told['address1']}, {told['location_text']}",
        "with_them": told["suspect_name"],
        "controller_near": "no",
        "area": "birmingham",
        "lpu": "birmingham_west_and_central",
        "name": f"{told['first_name']} {told['surname']}",
        "born_on": told["dob"].replace("2009", "2012"),
        "sex": "female",
        "language": told["language"],
        "safe_contact": told["safe_contact"],
        "seen": told["narrative"],
        "signs": ["gifts", "missing_before"],
    }
