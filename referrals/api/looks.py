"""Looking is visible: what the rules find unusual, and the looks a supervisor answers for."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, key
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas import overseeing as asks
from referrals.schemas.api import described, dumped, several
from referrals.schemas.api_answers import OpeningStep, listed
from referrals.schemas.questions import json_schema
from referrals.services import sampling, unusual
from referrals.services.sampling import Sampled
from referrals.services.unusual import UnusualReport

bp = Door("looks", "/api", "How cases are looked at")


@bp.get("/audit/unusual")
@needs(Verb.AUDIT)
@gives(described(UnusualReport))
def report() -> Any:
    """Ways of looking to be asked about, each with its rule; and all the rules."""
    return dumped(unusual.report(current_actor()))


@bp.get("/looks")
@needs(Verb.SIGNED_IN)
@gives(listed(Sampled, "SampledLooks"))
def samples() -> Any:
    """The looks that were drawn for you to answer for."""
    return {"items": several(sampling.samples(current_actor())), "next": None}


@bp.post("/looks/<token:sample>")
@needs(Verb.SIGNED_IN)
@takes(json_schema(asks.SAMPLE, "LookAnswered"))
@carries("key")
@gives(OpeningStep)
def answer(sample: str) -> Any:
    """Say what a look was for."""
    given = answers(asks.SAMPLE)
    said = (str(given["answer"]), str(given["words"]))
    return sampling.answer(current_actor(), sample, *said, key=key())
