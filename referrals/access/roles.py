"""Roles that are spoken of together, and the verbs a route may name."""

from enum import StrEnum

from workflows.agencies import AUDITORS, INVESTIGATORS, POLICE_SUPERVISORS, SUPERVISORS

SEARCHERS = INVESTIGATORS | SUPERVISORS | {"cse_coordinator"}
"""Roles that look for people among their cases (ux A.7); the duty desk is a supervisor."""

EMERGENCY_ROLES = POLICE_SUPERVISORS
"""Who may open a case for an hour when somebody must know now (rule 8)."""


class Verb(StrEnum):
    """What a route lets a person try; a route that names none is refused at start."""

    SIGNED_IN = "signed_in"
    LOG = "log"
    LIST = "list"
    READ = "read"
    SEARCH = "search"
    QUEUE = "queue"
    TASKING = "tasking"
    MOVE = "move"
    SHARE = "share"
    ANSWER_SHARE = "answer_share"
    WRITE = "write"
    SUPERVISE = "supervise"
    ADMINISTER = "administer"
    MANAGE = "manage"
    AUDIT = "audit"


READS_ONLY = AUDITORS
WRITES = frozenset({
    Verb.QUEUE, Verb.TASKING, Verb.MOVE, Verb.SHARE, Verb.ANSWER_SHARE, Verb.WRITE,
})  # fmt: skip
