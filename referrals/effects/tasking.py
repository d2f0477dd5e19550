"""A request for tasking, written down: who may answer it, and who is told (S11)."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from referrals import outbox
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.answers import Answered
from referrals.effects.events import who_last
from referrals.effects.leading import assign, end
from referrals.facts import rules
from referrals.models import Case, Task, Team, User
from workflows.agencies import ETT, SUPERVISORS
from workflows.engine import Unmet

ASKED = "asked_team"
"""The standing of a team that may answer, and reads the request alone."""

RESTRICTED = Unmet(
    "R27",
    "This case is restricted, so ETT would not find it here",
    "Ask its supervisor in person",
)
NOBODY = Unmet("S11", "ETT has no supervisor in this service who could answer", "Ask ETT in person")


def nobody_to_ask(case: Case, code: str) -> tuple[Unmet, ...]:
    """What bars a request that nobody could find or answer."""
    if code != "ett_request":
        return ()
    hidden = (RESTRICTED,) if case.restricted else ()
    return hidden if _able() else (*hidden, NOBODY)


def settled_by(case: Case, task: Task) -> str:
    """The act by which alone a task is done; none where a person says how it was done.

    Where ETT cannot be asked here, somebody asks in person, and says so.
    """
    rule = rules(case.rulebook).tasks.get(task.code or "")
    act = rule.act if rule else ""
    return "" if nobody_to_ask(case, act.removeprefix("record/")) else act


def asked(actor: Actor, case: Case, answered: Answered) -> None:
    """Its supervisors are told, and the team may answer."""
    able = _able()
    assign(case, ASKED, answered.recorded_at, team_id=able[0].team_id)
    outbox.promise("tasking_asked", case_id=case.id, user_ids=[row.id for row in able])


def _able() -> Sequence[Row[int, int | None]]:
    """The supervisors of the team, who could answer."""
    return db.session.execute(
        select(User.id, User.team_id)
        .join(Team, Team.id == User.team_id)
        .where(Team.code == ETT, User.role.in_(SUPERVISORS), User.active)
    ).all()


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
