"""What a page costs: as many statements for a thousand rows as for ten, and few (LD3)."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import String, cast, func, insert, select, true

from referrals.clock import now
from referrals.db import db, new_id, writing
from referrals.models import (
    Assignment,
    Case,
    CaseClock,
    CaseTrack,
    Event,
    ItemAsked,
    Note,
    Notice,
    Person,
    PersonKey,
    Share,
    Task,
)
from tests import factories
from tests.factories import TUESDAY
from tests.people import signed_in

ITEMS = {"identity": "share", "contact": "share", "safeguarding": "share", "support": "share"}
FEW, MANY, MOST = 10, 1000, 12
A_PAGE, ENTRIES = 25, 50
REFERENCE = r"RP-[0-9]{4,6}-[A-Z]{2}"
BATCH, FOUND = 100, 15
"""Cases copied by one statement, which may not take long; so many bear the name searched for."""

COSTS = {
    ("grant", "/partner"): (12, 4),
    ("grant", "/api/partner"): (11, 4),
    ("grant", "/notifications"): (9, 4),
    ("grant", "/cases/{case}"): (11, 4),
    ("grant", "/api/cases/{case}"): (10, 4),
    ("adeyemi", "/partner"): (12, 4),
    ("adeyemi", "/cases/{case}"): (12, 4),
    ("cole", "/authority"): (12, 4),
    ("cole", "/cases/{case}"): (12, 4),
    ("nair", "/my-work"): (12, 8),
    ("nair", "/api/my-work"): (4, 4),
    ("nair", "/teams/ppd_child_abuse/queue"): (4, 4),
    ("nair", "/notifications"): (4, 4),
    ("nair", "{search}"): (7, 4),
    ("nair", "/cases/{case}"): (11, 3),
    ("nair", "/api/cases/{case}"): (10, 3),
    ("nair", "/cases/{case}/timeline"): (11, 3),
    ("nair", "/cases/{case}/sharing"): (12, 3),
    ("nair", "/cases/{case}/documents"): (12, 3),
    ("nair", "/cases/{case}/links"): (12, 4),
    ("lowe", "/my-work"): (11, 8),
    ("lowe", "/cases/{case}"): (12, 3),
}
"""Who opens what; the statements that read, and those that write down that it was opened."""


@pytest.fixture(autouse=True)
def _on_a_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def test_a_thousand_rows_cost_what_ten_do(app, query_count):
    """Over the address, session and all; as those who hold these cases, and nobody who sees all."""
    world = factories.world()
    story, waiting = factories.submitted(world), factories.safe(world)
    factories.shared(world, story, ITEMS)
    people = {who for who, _ in COSTS}
    browsers = {who: signed_in(app.test_client(), world.actors[who]) for who in people}
    search = browsers["nair"].fill("/search", {"name": "Kayla", "why": "working_on_it"}).location

    addresses = {
        (who, path): path.format(case=story.reference, search=search) for who, path in COSTS
    }
    for (who, _), address in addresses.items():
        browsers[who].get(address)  # the first look of all begins a chain

    for had, rows in ((1, FEW), (FEW, MANY)):
        copy(world, waiting, range(MANY + had, MANY + rows))
        copy(world, story, range(had, rows), whole=True)
        fill(world, story, rows - had)
        found = {}
        for (who, path), address in addresses.items():
            with query_count() as sent:
                page = browsers[who].get(address)
            assert page.status_code == 200, (who, address)
            assert "{case}" in path or len(references(page)) >= min(rows, A_PAGE), (who, path)
            found[who, path] = counted(sent)
        assert found == COSTS, rows
    assert max(reads for reads, _ in COSTS.values()) <= MOST
    for first in ("/teams/ppd_child_abuse/queue", "/my-work#queue"):
        goes_on(browsers["nair"], first)
    for who in ("nair", "grant"):
        goes_back(browsers[who], story.reference)


def goes_on(reader, first):
    """The queue's way to its next page leads to cases that the page before did not show."""
    page = reader.get(first)
    onward = re.findall(r'href="(/teams/[a-z_]+/queue\?after=[0-9.]+)"', page.text)
    assert len(onward) == 1, first
    shown = page.text[page.text.index('id="queue"') :]
    further = reader.get(onward[0])
    assert len(references(further)) == A_PAGE
    assert not references(further) & set(re.findall(REFERENCE, shown)), first


def goes_back(reader, case):
    """A timeline shows its newest entries, and page by page the earlier ones to the very first."""
    newest, second = (reader.get(f"/api/cases/{case}?after={after}").json for after in ("", "50"))
    page = newest["timeline_page"]
    assert (page["before"], page["next"]) == (0, "50")
    assert page["count"] >= MANY - FEW
    texts = [entry["text"] for found in (newest, second) for entry in found["timeline"]]
    notes = [text for text in texts if text.startswith("Met her, time")]
    assert (len(texts), len(notes)) == (2 * ENTRIES, len(set(notes)))

    first = (page["count"] - 1) // ENTRIES * ENTRIES
    last = reader.get(f"/api/cases/{case}?after={first}").json
    assert len(last["timeline"]) == page["count"] - first
    assert last["timeline_page"]["next"] is None

    onward = f"/cases/{case}/timeline?after=50"
    shown = reader.get(f"/cases/{case}/timeline").text
    assert shown.count("rp-time__item") <= ENTRIES
    assert onward in shown
    assert f"51 to 100 of {page['count']}, newest first" in reader.get(onward).text
    assert reader.get(f"/cases/{case}/timeline?after=x").status_code == 404


def counted(sent):
    """How many statements read, and how many belong to the line that says who looked."""
    asked = [each.strip("; ") for each in sent]
    asked = [each for each in asked if not each.startswith(("BEGIN", "COMMIT", "ROLLBACK"))]
    reads = [each for each in asked if each.startswith("SELECT") and "FROM trail_heads" not in each]
    return len(reads), len(asked) - len(reads)


def references(page):
    return set(re.findall(REFERENCE, page.text))


def copy(world, story, numbers, *, whole=False):
    """The case under other references, as the queue asks for it, or with all that lists ask for."""
    for begin in range(0, len(numbers), BATCH):
        with writing():
            case = factories.row(story)
            ids = cases(case, [f"RP-{each:05}-AA" for each in numbers[begin : begin + BATCH]])
            for model in (CaseTrack, Assignment, CaseClock, *((Share, Event) if whole else ())):
                under(model, case.id, ids)
            if whole:
                victims(case.id, ids)
                tell(world.grant, ids)
                tell(world.nair, ids)


def cases(case, names):
    """The row of the case itself again, under each of these references; their numbers."""
    like = open_columns(case)
    db.session.execute(insert(Case), [like | {"reference": name} for name in names])
    return db.session.scalars(select(Case.id).where(Case.reference.in_(names))).all()


def open_columns(row):
    """What a copy of a row may hold: what is sealed is sealed for one row alone."""
    columns = row.__table__.columns
    return {c.name: getattr(row, c.name) for c in columns if kept(c.name)}


def kept(name):
    return name not in {"id", "case_id"} and not name.endswith("_sealed")


def under(model, case_id, ids):
    """The rows of one case again under each copy of it."""
    table = model.__table__
    columns = {column.name: column for column in table.columns if kept(column.name)}
    made = {"case_id": Case.id} | columns
    if isinstance(table.c.id.type, String):
        made["id"] = cast(Case.id, String) + "." + func.substr(table.c.id, 1, 20)
    each = select(*made.values()).select_from(table).join(Case, true())
    rows = each.where(table.c.case_id == case_id, Case.id.in_(ids))
    db.session.execute(insert(table).from_select(list(made), rows))


def victims(case_id, ids):
    """A victim for each copy; only so many are found by the name."""
    victim = select(Person).where(Person.case_id == case_id, Person.role == "potential_victim")
    original = db.session.scalars(victim).one()
    keys = db.session.scalars(select(PersonKey).where(PersonKey.person_id == original.id)).all()
    made = [Person(case_id=copied, role="potential_victim", sex="female") for copied in ids]
    for person in made:
        person.name, person.born_on = original.name, original.born_on
    db.session.add_all(made)
    db.session.flush()
    db.session.execute(
        insert(PersonKey),
        [open_columns(key) | {"person_id": person.id} for person in made[:FOUND] for key in keys],
    )


def tell(who, ids):
    """A notice of each case to somebody."""
    about = {"topic": "task_asked", "user_id": who.user_id, "promised_at": now(), "due": now()}
    db.session.execute(
        insert(Notice),
        [about | {"case_id": each, "reference": f"{who.name[0]}{each}"} for each in ids],
    )


def fill(world, story, count):
    """So much more happened in one case, and was noted; a tenth as many tasks and past shares."""
    with writing():
        case, at, by = factories.row(story), now(), world.grant
        here = {"case_id": case.id}
        event = db.session.scalars(select(Event).where(Event.case_id == case.id)).first()
        share = db.session.scalars(select(Share).where(Share.case_id == case.id)).first()
        over = open_columns(share) | here | {"state": "ended"}
        tenth = range(0, count, 10)
        shares = [over | {"id": new_id()} for _ in tenth]
        asked = here | {"item": "medical", "asked_by_id": by.user_id, "asked_at": at, "due": at}
        db.session.execute(insert(Event), [open_columns(event) | here] * count)
        db.session.execute(insert(Share), shares)
        db.session.execute(insert(ItemAsked), [asked | {"share_id": row["id"]} for row in shares])
        for number in range(count):
            note = Note(**here, kind="support", tier="support", at=at, recorded_at=at,
                        by_id=by.user_id, organisation_id=by.organisation_id)  # fmt: skip
            note.text = f"Met her, time {number} of {count}"
            db.session.add(note)
        for _ in tenth:
            task = Task(**here, organisation_id=by.organisation_id, asked_at=at)
            task.title = "Meet her again"
            db.session.add(task)
