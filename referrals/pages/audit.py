"""The record of activity: its pages, its check, and the copy that proves itself."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas.auditing import NAMES, narrowing, told
from referrals.services import grants, integrity, record
from workflows.agencies import ROLES

bp = Blueprint("audit", __name__, url_prefix="/audit")

KINDS = (
    ("", "Everything"),
    ("viewed", "Viewed"),
    ("changed", "Changed"),
    ("shared", "Shared or exported"),
    ("refused", "Refused"),
    ("emergency", "Emergency access"),
    ("erased", "Deleted"),
)


@bp.get("")
@needs(Verb.AUDIT)
def show() -> str:
    actor, given = current_actor(), _given(request.args)
    narrowed, wrong = narrowing(given)
    after = request.args.get("after")
    page = record.activity(actor, narrowed, after)
    return render_template(
        "oversight/audit.html",
        page=page,
        after=after,
        given=given,
        wrong=wrong,
        kinds=KINDS,
        roles=(("", "Anyone"), *ROLES.items()),
        query=urlencode({name: text for name, text in given.items() if text}),
        granted=grants.granted(actor),
        auditor=actor.audits,
        once=forms.once(),
    )


@bp.get("/entries/<token:entry>")
@needs(Verb.AUDIT)
def entry(entry: str) -> str:
    return render_template("oversight/entry.html", found=record.one(current_actor(), entry))


@bp.get("/verify")
@needs(Verb.AUDIT)
def verify() -> str:
    auditor = current_actor().audits
    found = record.checked(current_actor())
    return render_template("oversight/verify.html", checked=found, auditor=auditor)


@bp.post("/verify")
@needs(Verb.AUDIT)
def check() -> Answer:
    integrity.check(current_actor(), current_app.config["SETTINGS"].anchor_dir)
    return redirect(url_for("audit.verify"), code=303)


@bp.post("/export")
@needs(Verb.AUDIT)
def export() -> Response:
    actor, given = current_actor(), _given(request.form)
    narrowed, _ = narrowing(given)
    made = integrity.export(actor, record.copied(actor, narrowed), told(given))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("activity.csv", made.csv)
        packed.writestr("manifest.json", integrity.manifest_text(made.manifest))
    headers = {"Content-Disposition": 'attachment; filename="record-of-activity.zip"'}
    return Response(out.getvalue(), mimetype="application/zip", headers=headers)


def _given(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(values.get(name, ""))[:40] for name in NAMES}
