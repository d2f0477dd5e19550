"""The conditions of section e as a filter asks them: a birthday counts before it is written."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Date, and_, bindparam, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from referrals.clock import today
from referrals.models import Case, CaseClock, CaseTrack
from workflows.clocks import TURNING_18
from workflows.sharing import AGREED

TODAY = bindparam("today", callable_=today, type_=Date())
ALERT, SUPPORT = aliased(CaseClock), aliased(CaseTrack)

_last_alert = (
    select(func.max(ALERT.due_day))
    .where(ALERT.case_id == Case.id, ALERT.code == TURNING_18)
    .where(or_(ALERT.state == "running", Case.closed_at.is_not(None)))
    .correlate_except(ALERT)
    .scalar_subquery()
)


def _dealt_with_as_adult(no_alert: dt.date) -> ColumnElement[bool]:
    """As the case says, or where the birth date is certain and the last alert has come (R2)."""
    grown = and_(Case.age_verified.is_(True), func.coalesce(_last_alert, no_alert) <= TODAY)
    return or_(Case.age_band == "adult", grown)


CHILD = not_(_dealt_with_as_adult(dt.date.max))
ADULT = _dealt_with_as_adult(dt.date.min)
"""Where there is no alert of an 18th birthday, the facts alone can tell: neither is ruled out."""

_agreed = (
    exists()
    .where(SUPPORT.case_id == Case.id, SUPPORT.kind == "support", SUPPORT.state.in_(AGREED))
    .correlate_except(SUPPORT)
)
MEETS: Mapping[str, ColumnElement[bool]] = {
    "lscb_member": CHILD,
    "sab_member": ADULT,
    "ngo_support_worker": or_(CHILD, _agreed),
}
"""Of the roles whose way in does not ask it itself; the facts have the last word."""
