"""What a view tells its reader of a person: the items, and the words the ledger hashes."""

from collections.abc import Iterable

from referrals.effects.ledger import What, digest_of
from referrals.picture.summary import NOT_RECORDED, YES_NO
from referrals.views import CaseView
from workflows.tracks.nrm import NRM

Told = list[tuple[str, str]]
NOTHING = frozenset({"", NOT_RECORDED, YES_NO[None]})
"""An item that stands so tells its reader nothing of the person."""


def told(view: CaseView) -> Told:
    """Every item this reader reads, by its key, in order; never what they did or wrote."""
    lines = [*_heading(view), *_facts(view), *_people(view), *_happened(view)]
    return [(key, said) for key, said in lines if isinstance(said, str) and said not in NOTHING]


def what_told(view: CaseView, tiers: Iterable[str]) -> What:
    """The same as the ledger keeps it: which items, and a hash of the words."""
    lines = told(view)
    items = tuple(dict.fromkeys(key for key, _ in lines))
    return What(tuple(tiers), items, digest_of(lines))


def _heading(view: CaseView) -> Iterable[tuple[str, object]]:
    yield "who", f"{view.initials} {view.who}".strip() if view.initials else ""
    yield "name", view.name
    yield "exploitation", view.exploitation
    yield "nrm_decision", view.nrm.state if view.nrm and view.nrm.state != NRM.start else ""
    yield "alerts", "missing" if view.missing else ""
    yield "alerts", "threat to life" if view.threat_to_life else ""
    yield "partners", ", ".join(view.partners)


def _facts(view: CaseView) -> Iterable[tuple[str, object]]:
    for fact in view.summary:
        yield fact.key, fact.value


def _people(view: CaseView) -> Iterable[tuple[str, object]]:
    for person in view.people:
        for fact in person.facts:
            yield "people", fact.value


def _happened(view: CaseView) -> Iterable[tuple[str, object]]:
    for entry in view.timeline:
        if not entry.own:
            words = entry.text if isinstance(entry.text, str) else ""
            yield "timeline", f"{entry.at.isoformat()} {entry.heading} {words}"
