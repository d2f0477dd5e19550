"""A request for tasking, written down: who may answer it, and who is told (S11)."""

from sqlalchemy import select

from referrals import outbox
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.answers import Answered
from referrals.effects.events import who_last
from referrals.effects.leading import assign, end, team_by_code
from referrals.errors import Conflict
from referrals.models import Case, User
from workflows.agencies import ETT, SUPERVISORS

ASKED = "asked_team"
"""The standing of a team that may answer, and reads the request alone."""


def asked(actor: Actor, case: Case, answered: Answered) -> None:
    """Its supervisors are told; Conflict where nobody could answer."""
    if case.restricted:
        raise Conflict(
            "This case is restricted, so ETT would not find it here. Ask its supervisor in person"
        )
    team = team_by_code(ETT)
    able = select(User.id).where(User.role.in_(SUPERVISORS), User.active)
    people = db.session.scalars(able.where(User.team_id == team.id)).all() if team else ()
    if team is None or not people:
        raise Conflict("ETT has no supervisor in this service who could answer. Ask in person")
    assign(case, ASKED, answered.recorded_at, team_id=team.id)
    outbox.promise("tasking_asked", case_id=case.id, user_ids=people)


def accepted(actor: Actor, case: Case, answered: Answered) -> None:
    """The team supports the case from now on; nobody in it is named by that."""
    end(case, ASKED, answered.recorded_at)
    assign(case, "supporting_team", answered.recorded_at, team_id=actor.team_id)
    _tell(case, "tasking_accepted")


def declined(actor: Actor, case: Case, answered: Answered) -> None:
    """The case is absent for the team again, and whoever asked decides what to do instead."""
    end(case, ASKED, answered.recorded_at)
    _tell(case, "tasking_declined")


def _tell(case: Case, topic: str) -> None:
    outbox.promise(topic, case_id=case.id, user_ids=who_last(case, "ett_requested"))
    outbox.promise(topic, case_id=case.id, team_id=case.lead_team_id)
