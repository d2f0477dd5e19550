"""What a view tells its reader of a person: the items, and the words the ledger hashes."""

from collections.abc import Callable, Iterable
from functools import partial

from referrals import access
from referrals.effects.grounds import telling
from referrals.effects.ledger import What, digest_of
from referrals.picture.form import TIERS, Opened
from referrals.picture.summary import NOT_RECORDED, YES_NO
from referrals.views import CaseView
from referrals.views.form import Comment, FormPart
from workflows import nrm_form
from workflows.sharing import Tier
from workflows.tracks.nrm import NRM

Told = list[tuple[str, str]]
Answered = Iterable[tuple[str, str, str]]
"""Section, question and words."""

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


def answers_shown(parts: Iterable[FormPart]) -> Answered:
    """Every answer of the form that its reader reads, and what they are offered as one."""
    for part in parts:
        for line in part.lines:
            words = line.value if isinstance(line.value, str) else line.offered
            if words:
                yield part.code, line.key, words


def values_shown(section: str, values: nrm_form.Answers) -> Answered:
    """The answers of one section as its reader is asked them again, in the words of the form."""
    for key, value in values.items():
        if not nrm_form.blank(value):
            yield section, key, nrm_form.in_words(nrm_form.QUESTIONS[f"{section}/{key}"], value)


def comments_shown(comments: Iterable[Comment]) -> Answered:
    for comment in comments:
        yield comment.section or "nrm_form", "", comment.words


def telling_form(found: Opened, shown: Answered) -> Callable[[], None] | None:
    """The ledger's row of what somebody outside is about to read in the form.

    Of their own words there is none, and what was sent has its row since it was sent.
    """
    lines = list(shown)
    way_in = access.why(found.actor, found.case)
    if found.own or found.holding.reads_form_only or not lines or way_in is None:
        return None
    tiers = {TIERS.get(key, Tier.NRM_DECISION).value for _, key, _ in lines}
    sections = tuple(dict.fromkeys(section for section, _, _ in lines))
    what = partial(What, tuple(sorted(tiers)), sections, digest_of(lines))
    return telling(found.actor, found.case, way_in.code, found.holding, what)


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
