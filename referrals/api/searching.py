"""Search: what is asked is kept sealed, and what fits is read under a token of this session."""

from typing import Any

from flask import url_for

from referrals.access import Verb
from referrals.api.asked import answers
from referrals.api.door import Door, gives, takes
from referrals.gate import current_actor, current_live, needs
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import SearchKept
from referrals.schemas.api_asks import Onward
from referrals.schemas.questions import json_schema
from referrals.schemas.searching import SEARCH, person_in, reason_in, reference_in
from referrals.services import searching
from referrals.views import SearchView

bp = Door("searching", "/api/search", "Search")


@bp.post("")
@needs(Verb.SEARCH)
@takes(json_schema(SEARCH, "NewSearch"))
@gives(SearchKept, status=201, located=True)
def search() -> Any:
    """Ask for a person, and say why; a reference is only checked, and leads to its case."""
    given = answers(SEARCH)
    reference = reference_in(given)
    if reference:
        where = url_for("api_cases.show", reference=reference)
        return {"reference": reference}, 201, {"Location": where}
    token = searching.ask(
        current_actor(), current_live().digest, person_in(given), reason_in(given)
    )
    where = url_for("api_searching.results", token=token)
    return {"token": token}, 201, {"Location": where}


@bp.get("/r/<token:token>")
@needs(Verb.SEARCH)
@bp.arguments(Onward, location="query")
@gives(described(SearchView))
def results(given: dict[str, Any], token: str) -> Any:
    """What fits now, of the cases you may open, closest first."""
    view = searching.results(current_actor(), current_live().digest, token, given["after"])
    return dumped(view)
