"""Builds the pictures readers are handed, out of a holding and nothing else."""

from referrals.picture.acts import drafts, opens_nrm
from referrals.picture.alike import differences, rows_for, side_by_side
from referrals.picture.asked import asked_for
from referrals.picture.build import case_view
from referrals.picture.clock_page import clock_page, sees_clock
from referrals.picture.copies import copy_view, stands
from referrals.picture.files import may_know
from referrals.picture.form import (
    TIERS,
    Opened,
    differs,
    form_view,
    may_edit,
    may_export,
    opened,
    opened_with,
    sending,
)
from referrals.picture.found import found, still_theirs
from referrals.picture.grounds import lapsed
from referrals.picture.later import due_to, handed_over, hears_pathway, rerouted_since
from referrals.picture.latest import latest
from referrals.picture.others import signed
from referrals.picture.over import tab, told_over
from referrals.picture.received import (
    as_received,
    as_referred,
    documents_received,
    form_as_received,
)
from referrals.picture.record import record
from referrals.picture.rows import queue_row, row, tasking_row, whom_to_ask
from referrals.picture.shares import share_view
from referrals.picture.steps import left, moves_of
from referrals.picture.summary import PATHWAYS
from referrals.picture.timeline import NOTE_TIERS
from referrals.picture.told import (
    answers_shown,
    comments_shown,
    telling_form,
    values_shown,
    what_told,
)

__all__ = [
    "NOTE_TIERS",
    "PATHWAYS",
    "TIERS",
    "Opened",
    "answers_shown",
    "as_received",
    "as_referred",
    "asked_for",
    "case_view",
    "clock_page",
    "comments_shown",
    "copy_view",
    "differences",
    "differs",
    "documents_received",
    "drafts",
    "due_to",
    "form_as_received",
    "form_view",
    "found",
    "handed_over",
    "hears_pathway",
    "lapsed",
    "latest",
    "left",
    "may_edit",
    "may_export",
    "may_know",
    "moves_of",
    "opened",
    "opened_with",
    "opens_nrm",
    "queue_row",
    "record",
    "rerouted_since",
    "row",
    "rows_for",
    "sees_clock",
    "sending",
    "share_view",
    "side_by_side",
    "signed",
    "stands",
    "still_theirs",
    "tab",
    "tasking_row",
    "telling_form",
    "told_over",
    "values_shown",
    "what_told",
    "whom_to_ask",
]
