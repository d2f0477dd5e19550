"""The NRM referral read through by somebody else: who is asked, and who hears of the comments."""

from sqlalchemy import update

from referrals import outbox
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.answers import Answered
from referrals.effects.events import who_last
from referrals.effects.holders import answering
from referrals.models import TO_DO, Case, Task


def asked(actor: Actor, case: Case, answered: Answered) -> None:
    """Whoever answers for the case is told: they read it through, or have a colleague do it."""
    outbox.promise("read_through_asked", case_id=case.id, user_ids=answering(case, actor))


def commented(actor: Actor, case: Case, answered: Answered) -> None:
    """The first comment answers the request; where nobody asked, the lead investigator is told."""
    db.session.execute(
        update(Task)
        .where(Task.case_id == case.id, Task.code == "read_through", TO_DO)
        .values(state="done", done_at=answered.recorded_at, done_by_id=actor.user_id)
    )
    told = who_last(case, "read_through_asked") or ([case.lead_id] if case.lead_id else [])
    outbox.promise("read_through_commented", case_id=case.id, user_ids=told)
