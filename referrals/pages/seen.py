"""What somebody did when they looked at a case, in words."""

from referrals.access import WAYS_IN

ACTS = {
    "case.read": "Opened the case",
    "case.name_shown": "Asked for the name",
    "case.activity_read": "Looked at this record",
    "case.where_it_stands": "Looked where it stands",
    "my_work.read": "Saw it in a list",
    "partner.list": "Saw it in a list",
    "authority.list": "Saw it in a list",
    "team_cases.read": "Saw it in the team’s list",
    "queue.read": "Saw it in the queue",
    "nrm.read": "Opened the NRM referral",
    "nrm.section_read": "Opened part of the NRM referral",
    "sharing.read": "Looked at how it is shared",
    "sharing.preview": "Looked at what an agency would see",
}


def act(code: str) -> str:
    """What somebody did when they looked, in words."""
    return ACTS.get(code, code.replace(".", ": ").replace("_", " ").capitalize())


def basis(code: str) -> str:
    """The way in that let them look."""
    return next(
        (rule.words for rules in WAYS_IN.values() for rule in rules if rule.code == code), ""
    )
