"""One case as HTCDS 2.0, of what one reader may have."""

from sqlalchemy import select

from referrals.clock import local
from referrals.db import db
from referrals.effects.keeping import potential_victim
from referrals.effects.referral import answers_of
from referrals.models import Organisation, User
from referrals.picture.form import Opened, sent_to
from workflows import htcds


def record(found: Opened) -> dict[str, object]:
    """The case in the words of the standard, of what this reader may have."""
    case = found.case
    victim = potential_victim(case.id)
    logger = db.session.scalars(
        select(Organisation)
        .join(User, User.organisation_id == Organisation.id)
        .where(User.id == case.logged_by_id)
    ).one()
    referral = found.referral
    told = htcds.Told(
        opened_on=local(case.opened_at).date(),
        logged_by=logger.name,
        kind_of_logger=logger.kind,
        sent_to=sent_to(referral) if referral and referral.submitted_at else "",
        language=victim.language or "",
        sex=victim.sex,
    )
    rows = htcds.entries(found.facts, answers_of(found.referral), told)
    return htcds.document(rows, lambda row: found.holding.reads(row.tier, free=not row.plain))
