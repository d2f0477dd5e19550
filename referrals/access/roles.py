"""Roles that are spoken of together, and the verbs a route may name."""

from enum import StrEnum

INVESTIGATORS = frozenset({"ppd_investigator", "fcid_investigator"})
SUPERVISORS = frozenset({"ppd_supervisor", "fcid_supervisor"})
SEARCHERS = INVESTIGATORS | SUPERVISORS | {"cse_coordinator"}
"""Roles that look for people among their cases (ux A.7); the duty desk is a supervisor."""

POLICE_ROLES = (
    INVESTIGATORS | SUPERVISORS | {"response_officer", "response_supervisor", "cse_coordinator"}
)
"""Roles that read who and what of every case they hold, so that a list may say it."""

EMERGENCY_ROLES = SUPERVISORS | {"response_supervisor"}
"""Police supervisors, who may open a case for an hour when somebody must know now (rule 8)."""


class Verb(StrEnum):
    """What a route lets a person try; a route that names none is refused at start."""

    SIGNED_IN = "signed_in"
    LOG = "log"
    LIST = "list"
    READ = "read"
    SEARCH = "search"
    QUEUE = "queue"
    MOVE = "move"
    SHARE = "share"
    ANSWER_SHARE = "answer_share"
    WRITE = "write"
    SUPERVISE = "supervise"
    ADMINISTER = "administer"
    MANAGE = "manage"
    AUDIT = "audit"


READS_ONLY = frozenset({"auditor"})
WRITES = frozenset({Verb.QUEUE, Verb.MOVE, Verb.SHARE, Verb.ANSWER_SHARE, Verb.WRITE})
