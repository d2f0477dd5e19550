"""A few people on one case, with notes and documents, stored by hand: what is sealed, in small."""

from pathlib import Path

from referrals import credentials, filing
from referrals.clock import now
from referrals.db import db, writing
from referrals.effects.keeping import find_again
from referrals.models import Case, Document, Note, Organisation, Person, User
from tests.files import pdf

SECRET = "JBSWY3DPEHPK3PXP"
CONTENT = pdf(b"/Q (x)")
NAIR = 7


def numbered(number: int) -> str:
    """A row's own name, in the order in which rows were made."""
    return f"{number:032x}"


def few(folder: Path, *, people: int = 1, notes: int = 3, files: int = 1) -> None:
    """Store them, under the keys that are open."""
    at = now()
    with writing():
        db.session.add(Organisation(id=1, code="police", name="Police", kind="police"))
        db.session.flush()
        user = User(
            id=NAIR, email="nair@police.example", name="Nair", role="ppd_investigator",
            organisation_id=1, created_at=at, totp_sealed=credentials.seal_secret(NAIR, SECRET),
        )  # fmt: skip
        db.session.add(user)
        db.session.flush()
        db.session.add(Case(
            id=1, reference="RP-1204-KT", rulebook="x", stage="x", area="x", opened_at=at,
            updated_at=at, logged_by_id=NAIR, pathway="x", rule=1, because="x", age_band="adult",
        ))  # fmt: skip
        db.session.flush()
        for number in range(people):
            person = Person(id=numbered(number), case_id=1, role="potential_victim")
            person.name = f"Person {number}"
            db.session.add(person)
            db.session.flush()
            find_again(person)
        by = {"case_id": 1, "tier": "allegation", "by_id": NAIR, "organisation_id": 1}
        db.session.add_all(
            Note(id=numbered(n), kind="update", at=at, recorded_at=at, text=f"Note {n}", **by)
            for n in range(notes)
        )
        db.session.add_all(
            Document(
                id=numbered(n), kind="other", state="clean", extension="pdf", size=len(CONTENT),
                file=filing.put(folder, numbered(n), CONTENT), added_at=at, **by,
            )
            for n in range(files)
        )  # fmt: skip
