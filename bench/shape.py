"""One referral as every row that a case has: nothing a reader or a check would miss."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from bench.clocks import due_next, reckoned
from bench.facts import SEX, Told
from bench.life import Life, lived
from bench.shares import accepted, disclosed
from bench.trail import Chain
from bench.world import UNIT_OF, Somebody, World
from referrals import reference as references
from referrals.db import new_id
from referrals.effects.keeping import CONTACTS
from referrals.indexing import person_keys
from referrals.sealed import seal
from workflows import VERSION
from workflows.facts import CaseFacts, Consent, Event
from workflows.routing import Route, route
from workflows.sharing import TIER_OF_TRACK, Tier
from workflows.stage import stage
from workflows.tasks import BY_CODE, wanted

Made = Iterator[tuple[str, dict[str, Any]]]
MARK = 1_000  # the ids below are the world's own
PER_CASE = {"tracks": 8, "assignments": 16, "clocks": 32, "person_keys": 128, "disclosures": 8}
CONTACT = {"name": "Children's Social Care", "phone": "01632 960001", "email": "care@la.example"}
OUTCOMES = {"rg_positive": "positive", "rg_negative": "negative"} | {
    "cg_positive": "positive", "cg_negative": "negative",
}  # fmt: skip
NOTE = (
    "Spoke with them at the agreed place. They were calm, and asked about school and about their "
    "brother. Agreed when to speak again, and how."
)


def public(number: int) -> str:
    """A reference of six digits that is nobody else's, with its check letter."""
    letter = references.LETTERS[number // 1_000_000 % len(references.LETTERS)]
    digits = f"{number % 1_000_000:06d}"
    return f"RP-{digits}-{letter}{references.check_letter(digits, letter)}"


class Shape:
    """The rows of one case. Ids follow from the case's own, so that many hands can load at once."""

    def __init__(self, world: World, now: dt.datetime, told: Told) -> None:
        self.world, self.now, self.told = world, now, told
        self.id = MARK + told.number
        self.reference = public(told.number)
        self.found: Route = route(CaseFacts(now=now, **told.facts))
        self.team = self.found.lead or ""
        officers = world.people["response_officer", f"response_{UNIT_OF[told.area]}"]
        self.officer = officers[told.number % len(officers)]
        self.lead = self._lead()
        self.life: Life = lived(told, self.found, self.officer, self.lead, now)
        self.shares = [
            accepted(self.id, told, number, world, by=self._by(), now=now)
            for number in told.agencies
        ]
        self.facts = self._facts()
        self.clocks = reckoned(self.facts)
        self.used: dict[str, int] = {}

    def rows(self) -> Made:
        yield from self._case()
        yield from self._person()
        yield from self._timeline()
        yield from self._standings()
        yield from self._clocks_and_tasks()
        yield from (("shares", share) for share in self.shares)
        for share in self.shares:
            yield "disclosures", disclosed(share, self._number("disclosures"))
        yield from self._trail()

    def _lead(self) -> Somebody | None:
        if self.told.state == "unclaimed":
            return None
        role = "fcid_investigator" if self.team == "fcid" else "ppd_investigator"
        team = self.world.people[role, self.team]
        return team[self.told.row["owner_id"] % len(team)]

    def _by(self) -> Somebody:
        return self.lead or self.officer

    def _number(self, table: str) -> int:
        """The next id of a table for this case."""
        at = self.used[table] = self.used.get(table, -1) + 1
        return self.id * PER_CASE[table] + at

    def _facts(self) -> CaseFacts:
        told, life = self.told, self.life
        events = [Event("logged", told.at)]
        events += [Event(t.move.records, t.at, detail=self._detail(t)) for t in life.taken]
        referred = life.tracks["nrm"] not in {"not_assessed", "no_grounds"}
        consent = Consent(given=True, at=told.at, method="written") if referred else None
        return CaseFacts(
            now=self.now,
            born_on=told.born_on,
            tracks=life.tracks,
            lead=self.team,
            supporting=self.found.supporting & frozenset(self.world.teams),
            consent=None if told.child else consent,
            form_complete=referred,
            events=tuple(events),
            closed=life.closed_at is not None,
            rulebook=VERSION,
            **told.facts,
        )

    def _detail(self, taken: Any) -> dict[str, object]:
        if taken.move.records == "la_referral_made":
            return {"la": CONTACT}
        if taken.reached in OUTCOMES:
            return {"outcome": OUTCOMES[taken.reached]}
        return {}

    def _case(self) -> Made:
        told, life = self.told, self.life
        kept = {
            name: sorted(v) if isinstance(v, frozenset) else v for name, v in told.facts.items()
        }
        soonest = None if self.facts.closed else due_next(self.clocks)
        yield "cases", kept | {
            "id": self.id, "reference": self.reference, "rulebook": VERSION,
            "version": 1 + len(life.taken), "stage": stage(self.facts),
            "next_due": soonest and soonest["due"], "next_due_what": soonest and soonest["what"],
            "opened_at": told.at, "updated_at": life.taken[-1].at, "closed_at": life.closed_at,
            "logged_by_id": self.officer.id, "lead_team_id": self.world.teams[self.team],
            "logged_team_id": self.world.teams[f"response_{UNIT_OF[told.area]}"],
            "lead_id": self.lead and self.lead.id, "lpu": UNIT_OF[told.area],
            "pathway": self.found.pathway, "rule": self.found.rule, "because": self.found.because,
            "rule_lead": self.team, "lpus_of_exploitation": [],
            "nrm_missing": 0 if self.facts.form_complete else -1,
            "consent": {"given": True, "at": told.at.isoformat(), "method": "written"}
            if self.facts.consent else None,
        }  # fmt: skip
        for kind, state in life.tracks.items():
            moved = [row for row in life.taken if row.track == kind]
            yield "tracks", {
                "id": self._number("tracks"), "case_id": self.id, "kind": kind, "state": state,
                "since": life.since[kind], "version": 1 + len(moved),
                "team_id": self.world.teams[self.team] if kind == "investigation" else None,
                "came_from": moved[-1].came_from if moved else None,
            }  # fmt: skip

    def _person(self) -> Made:
        row, person = self.told.row, new_id()
        name, born = f"{row['first_name']} {row['surname']}", self.told.born_on
        sealed = {
            "name": name, "born_on": born and born.isoformat(), "phone": row["phone"],
            "safe_contact": row["safe_contact"], "whereabouts": row["address1"],
            "language": row["language"],
        }  # fmt: skip
        yield "persons", {
            "id": person, "case_id": self.id, "role": "potential_victim",
            "rough_age": row["est_age"], "sex": SEX[row["gender"]],
            **{f"{key}_sealed": text and seal(text, f"persons.{key}_sealed:{person}")
               for key, text in sealed.items()},
        }  # fmt: skip
        for kind, key in person_keys(name, born, phone=row["phone"], address=row["address1"]):
            number = self._number("person_keys")
            yield "person_keys", {
                "id": number, "person_id": person, "kind": kind, "key": key, "key_id": 1,
                "tier": "contact" if kind in CONTACTS else "identity",
            }  # fmt: skip

    def _timeline(self) -> Made:
        heading = f"Logged and sent to {self.team}"
        yield (
            "events",
            self._event("logged", self.told.at, self.officer, heading, self.told.row["narrative"]),
        )
        for taken in self.life.taken:
            event = self._event(
                taken.move.records, taken.at, taken.by, taken.move.done or taken.move.label
            )
            yield "events", event | {
                "track": taken.track, "move": taken.move.code, "came_from": taken.came_from,
                "reached": taken.reached, "detail": self._detail(taken),
                "tier": TIER_OF_TRACK[taken.track],
            }  # fmt: skip
        by = self._by()
        for number in range(self.told.entries - 1 - len(self.life.taken)):
            note = new_id()
            at = min(self.told.at + dt.timedelta(hours=7 * (number + 1)), self.now)
            yield "notes", {
                "id": note, "case_id": self.id, "kind": "update", "tier": Tier.ALLEGATION, "at": at,
                "recorded_at": at, "by_id": by.id, "organisation_id": by.organisation,
                "text_sealed": seal(NOTE, f"notes.text_sealed:{note}"),
            }  # fmt: skip

    def _event(
        self, kind: str, at: dt.datetime, by: Somebody, heading: str, words: str = ""
    ) -> dict[str, Any]:
        event = new_id()
        return {
            "id": event, "case_id": self.id, "kind": kind, "at": at, "recorded_at": at,
            "by_id": by.id, "organisation_id": by.organisation, "heading": heading, "detail": {},
            "tier": Tier.ALLEGATION, "rulebook": VERSION,
            "words_sealed": seal(words, f"events.words_sealed:{event}") if words else None,
        }  # fmt: skip

    def _standings(self) -> Made:
        told, world = self.told, self.world
        yield self._holds("logger", told.at, user_id=self.officer.id)
        yield self._holds("lead_team", told.at, team_id=world.teams[self.team])
        for code in self.found.supporting & world.teams.keys():
            yield self._holds("supporting_team", told.at, team_id=world.teams[code])
        if told.child:
            council = world.organisations[f"la_{told.area}"]
            yield self._holds("la_children", told.at, organisation_id=council)
        if self.lead:
            claimed = next(row.at for row in self.life.taken if row.move.code == "claim")
            yield self._holds("lead", claimed, user_id=self.lead.id)

    def _holds(
        self, standing: str, since: dt.datetime, **holder: int
    ) -> tuple[str, dict[str, Any]]:
        row = {"id": self._number("assignments"), "case_id": self.id, "standing": standing}
        return "assignments", row | {"since": since, **holder}

    def _clocks_and_tasks(self) -> Made:
        for row in self.clocks:
            yield "clocks", row | {"id": self._number("clocks"), "case_id": self.id}
        for code in () if self.facts.closed else wanted(self.facts):
            task = new_id()
            yield "tasks", {
                "id": task, "case_id": self.id, "code": code,
                "title_sealed": seal(BY_CODE[code].label, f"tasks.title_sealed:{task}"),
                "statutory": BY_CODE[code].statutory, "state": "asked",
                "team_id": self.world.teams[self.team], "asked_at": self.told.at,
            }  # fmt: skip

    def _trail(self) -> Made:
        chain = Chain(self.id, self.reference)
        acts = [
            (self.told.at, "case.logged", self.officer, "collection", {"rule": self.found.rule})
        ]
        acts += [
            (t.at, f"{t.track}.{t.move.code}", t.by, "alteration", {"state": t.reached})
            for t in self.life.taken
        ]
        by = self._by()
        acts += [
            (share["answered_at"], "share.accepted", by, "disclosure", {"share": share["id"]})
            for share in self.shares
        ]
        for at, act, who, operation, after in sorted(acts, key=lambda row: row[0]):
            yield from chain.add(at, act, who, operation, after)
        yield chain.head()
