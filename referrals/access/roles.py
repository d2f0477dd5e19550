"""Roles that are spoken of together, and the verbs a route may name."""

from enum import StrEnum, auto

from workflows.agencies import AUDITORS, INVESTIGATORS, POLICE_SUPERVISORS, SUPERVISORS

SEARCHERS = INVESTIGATORS | SUPERVISORS | {"cse_coordinator"}
"""Roles that look for people among their cases (ux A.7); the duty desk is a supervisor."""

EMERGENCY_ROLES = POLICE_SUPERVISORS
"""Who may open a case for an hour when somebody must know now (rule 8)."""


class Verb(StrEnum):
    """What a route lets a person try; a route that names none is refused at start."""

    SIGNED_IN = auto()
    LOG = auto()
    LIST = auto()
    READ = auto()
    SEARCH = auto()
    QUEUE = auto()
    TASKING = auto()
    MOVE = auto()
    SHARE = auto()
    ANSWER_SHARE = auto()
    WRITE = auto()
    SUPERVISE = auto()
    ADMINISTER = auto()
    MANAGE = auto()
    AUDIT = auto()


READS_ONLY = AUDITORS
WRITES = frozenset({
    Verb.QUEUE, Verb.TASKING, Verb.MOVE, Verb.SHARE, Verb.ANSWER_SHARE, Verb.WRITE,
})  # fmt: skip
