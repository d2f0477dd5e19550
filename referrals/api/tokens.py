"""Bearer tokens: rows like sessions, with the same limits, for programs."""

from typing import Any

from flask import g, request

from referrals.access import Verb
from referrals.api.asked import body
from referrals.api.door import Door, gives, takes, unguarded
from referrals.gate import current_live, needs, public
from referrals.schemas.api import plain
from referrals.schemas.api_answers import Me, Token
from referrals.schemas.api_asks import Keys
from referrals.services import signing_in
from referrals.services.signing_in import Caller
from referrals.sessions import API

bp = Door("tokens", "/api", "Who is asking")


@bp.post("/tokens")
@public
@takes(Keys)
@gives(Token, status=201)
@unguarded
def give() -> Any:
    """Sign in with both things and be given a token."""
    caller = Caller(request.remote_addr or "", g.request_id)
    token = signing_in.token(**Keys().load(body()), caller=caller)
    live = signing_in.signed_in(token, API, g.request_id)
    return {"token": token, "expires_at": plain(live.ends_at if live else None)}, 201


@bp.delete("/tokens/current")
@needs(Verb.SIGNED_IN)
@gives(status=204)
def take_back() -> Any:
    """End this token, at once."""
    signing_in.sign_out(current_live())
    return "", 204


@bp.get("/me")
@needs(Verb.SIGNED_IN)
@gives(Me)
def me() -> Any:
    """Who this token stands for."""
    live = current_live()
    return {
        "name": live.actor.name,
        "email": live.email,
        "role": live.actor.role,
        "organisation": live.organisation_name,
        "organisation_kind": live.actor.organisation_kind,
        "team": live.actor.team,
        "area": live.actor.area,
        "expires_at": plain(live.ends_at),
    }
