"""Emergency access: opened by a supervisor who must know now, and reviewed by somebody else."""

from typing import Any

from flask import g, request

from referrals.access import Verb
from referrals.api.asked import answers, key
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, current_live, needs
from referrals.schemas import overseeing as asks
from referrals.schemas.api import described, dumped, several
from referrals.schemas.api_answers import OpeningStep, listed
from referrals.schemas.questions import json_schema
from referrals.services import budget, emergency, emergency_reviews, signing_in
from referrals.services.emergency import Own
from referrals.services.emergency_reviews import Review
from referrals.services.signing_in import Caller

bp = Door("emergency", "/api", "Emergency access")


@bp.get("/emergency-access")
@needs(Verb.SIGNED_IN)
@gives(listed(Own, "Emergencies"))
def own() -> Any:
    """The emergencies you opened in the last month."""
    return {"items": several(emergency.own(current_actor())), "next": None}


@bp.post("/emergency-access")
@needs(Verb.SIGNED_IN)
@takes(json_schema(asks.EMERGENCY_BY_API, "Emergency"))
@carries("key")
@gives(OpeningStep, status=201)
def open_case() -> Any:
    """Open one case to read for 60 minutes; the auditor is told at once."""
    given, live = answers(asks.EMERGENCY_BY_API), current_live()
    budget.admit(live.actor)
    caller = Caller(request.remote_addr or "", g.request_id)
    confirmed = signing_in.confirm(live, str(given.get("password", "")), caller)
    reference = str(given["reference"]).upper()
    said = (str(given["reason"]), str(given["words"]))
    done = emergency.open_case(live.actor, reference, *said, confirmed_at=confirmed, key=key())
    return done, 201


@bp.post("/emergency-access/<token:opening>/more")
@needs(Verb.SIGNED_IN)
@takes(json_schema(asks.MORE, "MoreAboutAnEmergency"))
@carries("key")
@gives(OpeningStep)
def more(opening: str) -> Any:
    """Say more, when the review asks for it."""
    return emergency.add_more(current_actor(), opening, str(answers(asks.MORE)["words"]), key())


@bp.get("/audit/emergency-access")
@needs(Verb.AUDIT)
@gives(listed(Review, "EmergencyReviews"))
def reviews() -> Any:
    """The emergencies that you may review: why each was opened, never what was seen."""
    return {"items": several(emergency_reviews.reviews(current_actor())), "next": None}


@bp.get("/audit/emergency-access/<token:opening>")
@needs(Verb.AUDIT)
@gives(described(Review))
def show(opening: str) -> Any:
    """One emergency that you may review."""
    return dumped(emergency_reviews.review(current_actor(), opening))


@bp.post("/audit/emergency-access/<token:opening>")
@needs(Verb.AUDIT)
@takes(json_schema(asks.REVIEW, "EmergencyReview"))
@carries("key")
@gives(OpeningStep)
def review(opening: str) -> Any:
    """Say whether it was justified; nobody answers for their own."""
    given = answers(asks.REVIEW)
    said = (str(given["answer"]), str(given["words"]))
    return emergency_reviews.answer(current_actor(), opening, *said, key=key())
