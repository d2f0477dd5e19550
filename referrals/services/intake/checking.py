"""What a draft says before it is sent and where that sends it, and what was said afterwards."""

import json
from collections.abc import Iterable

from sqlalchemy import select

from referrals.actor import Actor
from referrals.clock import now, today
from referrals.db import db, reading
from referrals.errors import Gone, NotFound
from referrals.models import Draft
from referrals.services.intake import words
from referrals.services.intake.drafts import may_log, own
from referrals.services.intake.kept import CHECK, asked, opened
from referrals.services.intake.views import CheckView, Row, SentView
from workflows.routing import explained, route, what_would_change

SAFETY = ("danger", "assault", "sto", "where")
PERSON = ("age", "who", "deciding")
HAPPENING = ("what", "seen")


def check(actor: Actor, token: str) -> CheckView | str:
    """Everything to look at before sending; or the page that is still to be answered."""
    may_log(actor)
    with reading():
        row = own(actor, token)
        kept = opened(row)
        if kept.next != CHECK:
            return kept.next
        answers = asked(kept.answers)
        facts = words.facts_of_answers(answers)
        found = route(facts)
        lines = tuple(words.rows(answers, today()))
        return CheckView(
            token=token,
            safety=_rows(lines, SAFETY),
            person=_rows(lines, PERSON),
            happening=_rows(lines, HAPPENING),
            reasons=words.reasons(found, answers),
            team=words.team(found),
            button=f"Send to {words.team(found)}" if found.lead else "Send to your supervisor",
            told_too=words.told_too(found),
            rules=explained(facts),
            change=what_would_change(facts),
            on_sending=words.on_sending(answers, found),
            vulnerable_unsure=facts.adult and facts.vulnerable_adult == "unknown",
            saved_at=row.saved_at,
            started_at=row.started_at,
        )


def sent(actor: Actor, token: str) -> SentView:
    """What the sender was told, as long as the draft's place is kept."""
    may_log(actor)
    with reading():
        row = db.session.scalars(
            select(Draft).where(Draft.token == token, Draft.user_id == actor.user_id)
        ).one_or_none()
        if row is None or row.sent_case_id is None:
            raise NotFound
        if row.answers is None or row.expires_at <= now():
            raise Gone
        return SentView(sent_at=row.saved_at, **json.loads(row.answers))


def _rows(
    lines: Iterable[tuple[str, str, tuple[str, ...]]], pages: tuple[str, ...]
) -> tuple[Row, ...]:
    return tuple(Row(*line) for page in pages for line in lines if line[0] == page)
