"""The NRM referral: its task list and its sections."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, body, key, tag, version
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import SectionKept, TakenCopy, handed
from referrals.schemas.api_asks import TakeCopy
from referrals.schemas.api_book import sections
from referrals.schemas.questions import read_json
from referrals.services import exports, nrm
from referrals.services.nrm import Overview, SectionAsk
from referrals.views.files import Taking
from referrals.views.form import FormView

bp = Door("nrm", "/api/cases/<ref:reference>/nrm", "The NRM referral")


@bp.get("")
@needs(Verb.READ)
@gives(described(Overview))
def show(reference: str) -> Any:
    """Where the referral stands, section by section."""
    return dumped(nrm.overview(current_actor(), reference))


@bp.get("/preview")
@needs(Verb.READ)
@gives(described(FormView))
def preview(reference: str) -> Any:
    """The whole form in the order of its pages, as it would be sent or as it was."""
    return dumped(exports.preview(current_actor(), reference))


@bp.get("/pack.txt", defaults={"what": "pack.txt"})
@bp.get("/pack.pdf", defaults={"what": "pack.pdf"})
@needs(Verb.WRITE)
@gives(described(Taking))
def ask_copy(reference: str, what: str) -> Any:
    """What is asked before a copy leaves the service."""
    return dumped(exports.ask(current_actor(), reference, what))


@bp.post("/pack.txt", defaults={"what": "pack.txt"})
@bp.post("/pack.pdf", defaults={"what": "pack.pdf"})
@needs(Verb.WRITE)
@takes(TakeCopy)
@gives(TakenCopy)
def take_copy(reference: str, what: str) -> Any:
    """A copy, written in the ledger of disclosures before it leaves."""
    actor = current_actor()
    asked = exports.ask(actor, reference, what).questions
    return handed(exports.take(actor, reference, what, answers(asked)))


@bp.get("/<code:section>")
@needs(Verb.WRITE)
@gives(described(SectionAsk), tagged=True)
def ask(reference: str, section: str) -> Any:
    """One section with its answers, as far as you may write them."""
    found = nrm.section(current_actor(), reference, section)
    return dumped(found), tag(found.version)


@bp.post("/<code:section>")
@needs(Verb.WRITE)
@takes(*sections())
@carries("key", "own_version")
@gives(SectionKept, tagged=True)
def save(reference: str, section: str) -> Any:
    """Save the answers to one section."""
    actor = current_actor()
    asked = nrm.section(actor, reference, section).questions
    given = read_json(asked, body())
    done = nrm.save(actor, reference, section, given, version=version(), key=key())
    return done, tag(done["version"])
