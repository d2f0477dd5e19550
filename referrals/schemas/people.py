"""What is asked about people, agencies, teams and cover."""

from collections.abc import Iterable, Mapping

from workflows.agencies import FIRST_RESPONDERS, KINDS, OWES_DUTY_TO_NOTIFY, ROLES_OF
from workflows.definition import Choice, Kind, Question
from workflows.retention import HOLDS
from workflows.sharing import Tier

Pairs = Iterable[tuple[str, str]]
NAMED = {**KINDS, "board": "Safeguarding board", "competent_authority": "Competent authority"}


def _pick(key: str, label: str, pairs: Pairs, **more: object) -> Question:
    choices = tuple(Choice(code, words) for code, words in pairs)
    return Question(key, label, Kind.SELECT, Tier.AUDIT, choices=choices, **more)  # type: ignore[arg-type]


def grant(roles: Pairs, teams: Pairs, areas: Pairs, *, admin: bool) -> tuple[Question, ...]:
    """A role, and where it is held. Accreditation is an administrator's to record."""
    teams, areas = tuple(teams), tuple(areas)
    asked = [_pick("role", "Role", roles, missing="Choose a role")]
    if teams:
        asked.append(_pick("team", "Team", teams, required=False))
    if areas:
        asked.append(_pick("area", "Area", areas, required=False))
    if admin:
        yes_no = (
            ("pip2", "Are they accredited to investigate (PIP2 or higher)?"),
            ("manages", "Do they manage their agency’s people here?"),
        )
        asked += [
            Question(key, words, Kind.YES_NO, Tier.AUDIT, required=False) for key, words in yes_no
        ]
    return tuple(asked)


def newcomer(organisations: Pairs) -> tuple[Question, ...]:
    """Somebody new: how they are called and written to, and their agency if it may be chosen."""
    organisations = tuple(organisations)
    asked = (
        Question("name", "Name", Kind.LINE, Tier.AUDIT, limit=120, missing="Enter their name"),
        Question(
            "email",
            "Email address",
            Kind.EMAIL,
            Tier.AUDIT,
            limit=254,
            hint="Their own, at work. The link to set up the account goes there",
            missing="Enter their email address",
        ),
    )
    if len(organisations) > 1:
        return (*asked, _pick("organisation", "Agency", organisations, missing="Choose an agency"))
    return asked


def roles_of(kinds: Iterable[str], labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The roles that may be given in agencies of these kinds, in the order of the table."""
    fitting = {role for kind in kinds for role in ROLES_OF.get(kind, ())}
    return tuple((role, label) for role, label in labels.items() if role in fitting)


def leave(whys: Pairs) -> tuple[Question, ...]:
    return (
        Question(
            "how",
            "How is the account to be closed?",
            Kind.CHOICE,
            Tier.AUDIT,
            choices=(
                Choice(
                    "ask",
                    "Ask their supervisor to give their work away first",
                    "The account stays open until you come back and close it",
                ),
                Choice(
                    "close",
                    "Give their work to the queue and close it",
                    "What nobody has been chosen for waits in the team’s queue",
                ),
                Choice(
                    "now",
                    "Close it at once: their access is a risk",
                    "Their supervisor is told to give their work away, as the first thing",
                ),
            ),
            missing="Choose how the account is to be closed",
        ),
        _pick("why", "Why?", whys, missing="Choose why"),
    )


def covering(people: Pairs) -> tuple[Question, ...]:
    people = tuple(people)
    return (
        _pick("user", "Whose cases?", people, missing="Choose whose cases are to be covered"),
        _pick("by", "Who covers for them?", people, missing="Choose who covers for them"),
        Question("first", "First day", Kind.DATE, Tier.AUDIT, missing="Enter the first day"),
        Question(
            "last",
            "Last day",
            Kind.DATE,
            Tier.AUDIT,
            hint="It ends by itself at midnight",
            missing="Enter the last day",
        ),
    )


CODE_HINT = "Small letters, digits and _. It cannot be changed later"


def agency(areas: Pairs) -> tuple[Question, ...]:
    return (
        Question("name", "Name", Kind.LINE, Tier.AUDIT, limit=120, missing="Enter its name"),
        Question(
            "code", "Code", Kind.LINE, Tier.AUDIT, limit=60, hint=CODE_HINT, missing="Enter a code"
        ),
        _pick("kind", "Kind of agency", NAMED.items(), missing="Choose what kind of agency it is"),
        _pick("area", "Area", areas, required=False),
        Question(
            "first_responder",
            "Is it a designated first responder organisation?",
            Kind.YES_NO,
            Tier.AUDIT,
            hint=f"The guidance names these: {', '.join(FIRST_RESPONDERS)}",
            missing="Say whether it may make NRM referrals",
        ),
        Question(
            "notifies",
            "Does it owe the duty to notify (Modern Slavery Act 2015 s52)?",
            Kind.YES_NO,
            Tier.AUDIT,
            hint=f"Public authorities only: {', '.join(OWES_DUTY_TO_NOTIFY)}",
            missing="Say whether it owes the duty to notify",
        ),
    )


SUSPEND = (
    Question(
        "reason",
        "Why is it suspended?",
        Kind.LONG,
        Tier.AUDIT,
        limit=1000,
        hint="Kept in the record of activity. Write nothing of any case here",
        missing="Say why it is suspended",
    ),
)
HOLD = (
    Question(
        "reason",
        "Why is it held?",
        Kind.CHOICE,
        Tier.AUDIT,
        choices=tuple(Choice(code, label) for code, label in HOLDS.items()),
        missing="Choose why it is held",
    ),
)
INQUIRY = (
    Question(
        "reason",
        "Which inquiry is it for, and who asked?",
        Kind.LONG,
        Tier.AUDIT,
        limit=1000,
        hint="Kept in the record of activity",
        missing="Say which inquiry it is for",
    ),
)


def team(organisations: Pairs, units: Pairs) -> tuple[Question, ...]:
    return (
        Question("name", "Name", Kind.LINE, Tier.AUDIT, limit=120, missing="Enter its name"),
        Question(
            "code", "Code", Kind.LINE, Tier.AUDIT, limit=60, hint=CODE_HINT, missing="Enter a code"
        ),
        _pick("organisation", "Agency", organisations, missing="Choose whose team it is"),
        Question("department", "Department", Kind.LINE, Tier.AUDIT, limit=60, required=False),
        _pick("unit", "Local policing unit", units, required=False),
    )
