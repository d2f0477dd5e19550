"""Whether this process lives, and whether it could serve a page."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from referrals.db import db, reading
from referrals.gate import public
from referrals.sealed import ring

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
@public
def live() -> Response:
    return jsonify(status="ok")


@bp.get("/ready")
@public
def ready() -> Response:
    """The keys are open and the database answers, or this is a 503."""
    ring()
    with reading():
        db.session.execute(text("SELECT 1 FROM users WHERE id = 0"))
    return jsonify(status="ok")
