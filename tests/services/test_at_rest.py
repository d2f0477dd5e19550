"""Nothing that a person said or is called stands in clear in the database, nor where it is kept."""

from pathlib import Path

import pytest
import time_machine
from sqlalchemy import inspect, select

from referrals.db import Base, db, reading, writing
from referrals.models import Person, PersonKey
from referrals.sealed import Sealed, Unreadable, unseal
from referrals.seed import teller
from referrals.services import intake, tasks
from referrals.services import writing as writes
from tests import factories
from tests.factories import TUESDAY

CANARY = "Zq{}xw"


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app):
    return factories.world()


@pytest.fixture
def canaries():
    """A word of its own for whatever is asked, and all that were given out."""
    given: list[str] = []

    def give() -> str:
        given.append(CANARY.format(len(given)))
        return given[-1]

    give.given = given
    return give


def lived(world, canary):
    """A case with words in it wherever the services take words."""
    story = factories.claimed(
        world,
        name=f"{canary()} {canary()}", seen=canary(), with_them=canary(), whereabouts=canary(),
        safe_contact=canary(), language=canary(),
    )  # fmt: skip
    for kind in ("update", "intelligence"):
        teller.note(story, kind, canary())
    known = {name: canary() for name in ("aliases", "phone", "vehicle", "address")}
    story.does(lambda: writes.add_person(
        world.nair, story.reference, "suspect", canary(), about=canary(), known=known))  # fmt: skip
    asked = tasks.add_task(world.nair, story.reference, canary(), None)
    tasks.finish_task(world.nair, story.reference, str(asked["task"]), canary())
    story.moves(world.nair, "nrm", "draft")
    story.moves(world.nair, "nrm", "no_grounds", grounds="already_referred", reason=canary())
    story.moves(world.nair, "support", "offer", offered=canary())
    factories.shared(world, story, {"identity": "share", "support": "share"})
    story.does(lambda: writes.note(world.grant, story.reference, "support", canary()))
    token = intake.start_draft(world.okafor)
    intake.keep_typed(world.okafor, token, "danger", {"why": canary()})
    return story


def everything(app) -> bytes:
    """Each value of each column as a dump of the database would write it; on SQLite its files."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        files = sorted(Path(url.database).parent.glob(f"{Path(url.database).name}*"))
        return b"".join(file.read_bytes() for file in files)
    found = []
    with db.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            found += [repr(row) for row in rows]
    return "\n".join(found).encode()


def test_no_word_of_a_case_is_in_clear_in_the_database(app, world, canaries):
    lived(world, canaries)
    kept = everything(app)

    assert b"case.logged" in kept  # the scan does see what stands in clear
    assert [word for word in canaries.given if word.encode() in kept] == []
    assert len(canaries.given) > 20


SEALED = [
    (mapper.class_, name)
    for mapper in Base.registry.mappers
    for name, value in vars(mapper.class_).items()
    if isinstance(value, Sealed)
]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_sealed_opens_only_in_its_own_row_and_column(app):
    assert len(SEALED) > 15
    for model, name in SEALED:
        column = getattr(model, name).column
        row = model(id="a" * 32, **{name: "Okafor"})
        assert getattr(row, name) == "Okafor"
        for place in (
            f"{model.__tablename__}.{column}:{'b' * 32}",
            f"{model.__tablename__}.other_sealed:{row.id}",
            f"elsewhere.{column}:{row.id}",
        ):
            with pytest.raises(Unreadable):
                unseal(getattr(row, column), place)


def test_a_person_is_found_by_what_is_known_of_them_and_never_by_a_safe_address(world):
    from referrals.effects.keeping import find_again, potential_victim
    from referrals.sealed import blind

    story = factories.claimed(world)
    with writing():
        person = potential_victim(factories.row(story).id)
        person.aliases, person.phone = "Kay, Kaylee aka Bluebird", "0121 496 0143"
        person.vehicle, person.address = "BX61 KTP, silver", "14 Elm Street, CV1 2AB"
        person.safe_address = "9 Haven Road, CV6 9ZZ"
        find_again(person)
    with reading():
        rows = db.session.execute(
            select(PersonKey.kind, PersonKey.key, PersonKey.tier).where(
                PersonKey.person_id == person.id
            )
        )
        kept = {(kind, bytes(key)): tier for kind, key, tier in rows}

    for kind, value, tier in (
        ("phone", "+441214960143", "contact"), ("vehicle", "BX61KTP", "contact"),
        ("address", "CV12AB", "contact"), ("address", "14 elm", "contact"),
        ("surname", "bluebird", "identity"), ("surname", "marsh", "identity"),
        ("born_year", "2011", "identity"),
    ):  # fmt: skip
        assert kept[kind, blind(kind, value)] == tier
    assert ("address", blind("address", "CV69ZZ")) not in kept
    assert ("address", blind("address", "9 haven")) not in kept


def test_all_that_is_known_of_a_suspect_is_indexed_as_intelligence(world):
    story = factories.claimed(world)
    known = {"phone": "07700 900123"}
    writes.add_person(
        world.nair, story.reference, "suspect", "Rex Moorland", about="Drives BD51 SMR", known=known
    )
    with reading():
        suspect = db.session.scalars(select(Person).where(Person.role == "suspect")).one()
        keys = db.session.scalars(select(PersonKey).where(PersonKey.person_id == suspect.id)).all()
    assert {key.tier for key in keys} == {"intelligence"}
    assert {"phone", "vehicle", "surname"} <= {key.kind for key in keys}
