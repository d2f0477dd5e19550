"""A case opened for a time: to a board for a review, and to an auditor by a grant."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, key, nothing
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas import overseeing as asks
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import OpeningStep
from referrals.schemas.api_asks import MOST_ID
from referrals.schemas.questions import json_schema
from referrals.services import boards, grants
from referrals.services.boards import Boards
from referrals.services.grants import AuditorGrants

bp = Door("opening", "/api/cases/<ref:reference>", "Boards and grants")


@bp.get("/board")
@needs(Verb.MOVE)
@gives(described(Boards))
def board(reference: str) -> Any:
    """To which boards the case is or was assigned, and which could be asked."""
    return dumped(boards.boards(current_actor(), reference))


@bp.post("/board")
@needs(Verb.MOVE)
@takes(json_schema(asks.BOARD_ANY, "BoardAssigned"))
@carries("key")
@gives(OpeningStep, status=201)
def assign(reference: str) -> Any:
    """Let a board of the area see the case, masked, for a purpose and a set time."""
    given = answers(asks.BOARD_ANY)
    said = (str(given["board"]), str(given["purpose"]), str(given["why"]))
    return boards.assign(current_actor(), reference, *said, key=key()), 201


@bp.post("/board/<token:opening>/end")
@needs(Verb.MOVE)
@carries("key")
@gives(OpeningStep)
def end_board(reference: str, opening: str) -> Any:
    """The board stops seeing the case at once."""
    nothing()
    return boards.end(current_actor(), reference, opening, key())


@bp.post("/finding")
@needs(Verb.WRITE)
@takes(json_schema(asks.FINDING, "BoardFinding"))
@carries("key")
@gives(OpeningStep, status=201)
def find(reference: str) -> Any:
    """Record what your board found."""
    said = str(answers(asks.FINDING)["words"])
    return boards.find(current_actor(), reference, said, key()), 201


@bp.get("/grants")
@needs(Verb.MOVE)
@gives(described(AuditorGrants))
def grant(reference: str) -> Any:
    """The grants of the case, and the auditors another may be given to."""
    return dumped(grants.grants(current_actor(), reference))


@bp.post("/grants")
@needs(Verb.MOVE)
@takes(json_schema(asks.GRANT_BY_API, "NewGrant"))
@carries("key")
@gives(OpeningStep, status=201)
def give(reference: str) -> Any:
    """Let an auditor read some of the case for up to 7 days."""
    given = answers(asks.GRANT_BY_API)
    number = min(int(given.pop("auditor")), MOST_ID)
    return grants.give(current_actor(), reference, number, given, key=key()), 201


@bp.post("/grants/<token:opening>/end")
@needs(Verb.MOVE)
@carries("key")
@gives(OpeningStep)
def end_grant(reference: str, opening: str) -> Any:
    """The auditor stops seeing the case at once."""
    nothing()
    return grants.end(current_actor(), reference, opening, key())
