"""One case asked about: route, stage, moves with reasons, clocks, and who would see what."""

from datetime import date, datetime

from workflows import engine, eras
from workflows.clocks import clocks
from workflows.facts import LONDON, CaseFacts, Mover
from workflows.flags import flags
from workflows.guards.consent import lacks_capacity
from workflows.reading import BadFacts, parsed
from workflows.routing import route
from workflows.sharing import ROLES, held
from workflows.stage import stage
from workflows.tasks import wanted
from workflows.told import from_json
from workflows.versions import book_of

__all__ = ["BadFacts", "explain", "from_json", "parsed"]

Answer = dict[str, object]


def explain(facts: CaseFacts, mover: Mover | None = None) -> Answer:
    """The answer the command, the page and the API all give."""
    return {
        "era": eras.era(facts),
        "treat_as_child": facts.treat_as_child,
        "route": _route(facts),
        "stage": stage(facts),
        "competent_authority": eras.competent_authority(facts),
        "clocks": _clocks(facts),
        "moves": _moves(facts, mover),
        "flags": list(flags(facts)),
        "tasks": list(wanted(facts)),
        "questions_not_asked": list(not_asked(facts)),
        "visible": _visible(facts),
    }


def not_asked(facts: CaseFacts) -> tuple[str, ...]:
    """A child is asked neither to agree nor about support; R20 asks others instead (G3)."""
    if facts.treat_as_child:
        return ("consent", "wants_support")
    return ("consent",) if lacks_capacity(facts) else ()


def _route(facts: CaseFacts) -> Answer:
    found = route(facts)
    return {
        "pathway": found.pathway,
        "lead": found.lead,
        "supporting": sorted(found.supporting),
        "sto": found.sto,
        "specialist_interview": found.specialist_interview,
        "rule": found.rule,
        "because": found.because,
    }


def _clocks(facts: CaseFacts) -> list[Answer]:
    return [
        {
            "id": clock.id,
            "started": _when(clock.started),
            "due": _when(clock.due),
            "kind": clock.kind,
            "state": clock.state,
        }
        for clock in clocks(facts, rows=book_of(facts).clocks)
    ]


def _when(moment: date | datetime) -> str:
    """A local date, or the instant of a limit in hours by the London clock."""
    if isinstance(moment, datetime):
        return moment.astimezone(LONDON).isoformat()
    return moment.isoformat()


def _moves(facts: CaseFacts, mover: Mover | None) -> Answer:
    moves = engine.open_moves(facts, mover)
    return {
        "open": [_named(offer) for offer in moves.open],
        "blocked": [
            {
                **_named(blocked),
                "unmet": [
                    {"gate": row.gate, "words": row.words, "satisfied_by": row.satisfied_by}
                    for row in blocked.unmet
                ],
            }
            for blocked in moves.blocked
        ],
    }


def _named(offer: engine.Offer | engine.Blocked) -> Answer:
    return {"track": offer.track, "move": offer.move.code, "to": offer.move.to}


def _visible(facts: CaseFacts) -> Answer:
    levels = {role: held(role, facts) for role in ROLES}
    return {
        role: {tier.value: level.value for tier, level in row.items()}
        for role, row in levels.items()
        if row
    }
