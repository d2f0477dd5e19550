"""What a notice says of each topic: by mail no fact of any case, and inside a little more."""

NOW = "A case needs you now"
QUEUE = "A case is waiting in your team's queue"
CHANGED = "Something has changed on a case of yours"
SHARE_ENDED = "share_ended"
"""The one thing told of a case that is not theirs any more: without saying which it was."""

SUBJECTS = {
    SHARE_ENDED: "A case is no longer shared",
    "went_missing": NOW,
    "threat_to_life": NOW,
    "new_risk": NOW,
    "emergency_access": "Emergency access is waiting for review",
    "case_queued": QUEUE,
    "case_handed_over": QUEUE,
    "case_rerouted": QUEUE,
    "share_offered": "A share is waiting for your answer",
    "emergency_opened": NOW,
    "case_withdrawn": "A case is no longer open to you",
    "conflict_found": "A conflict of interest was found",
    "conflict_waits": "A conflict of interest has waited too long",
    "emergency_reviewed": "A review has been answered",
    "review_overdue": "A review is overdue",
    "unusual_viewing": "Unusual viewing was found",
    "tasking_asked": "A request for tasking is waiting for your answer",
    "samples_drawn": "Looks wait for your answer",
    "samples_overdue": "A review is overdue",
    "record_broken": "The record of activity needs you now",
    "possible_match": "There is something to compare on a case of yours",
    "task_asked": "A task is waiting for you",
    "clock_due": "A time limit of yours is near",
    "clock_missed": "A time limit of yours has passed",
    "clock_unanswered": "A time limit has passed, and nobody has answered",
    "clock_recounted": "A time limit of yours has moved",
    "first_use": "Your account is ready to be set up",
    "reset": "Choose a new password",
    "password_changed": "Your password was changed",
    "new_device": "Your account was used on a device that is new to us",
    "spare_used": "A recovery code of yours was used",
    "account_changed": "Your account was changed",
    "disposal_proposed": "A disposal is waiting for a second supervisor",
    "copy_due": "A copy that you keep is to be disposed of soon",
    "cover": "Cover in your team has changed",
    "leaver": "Work in your team has to go to somebody else",
    "leaver_urgent": "Work in your team has to go to somebody else now",
    "information_asked": "A question is waiting for your answer",
    "information_answered": "A question of yours is answered",
    "draft_deleted": "Something unsent was deleted",
    "draft_taken_over": "Something unsent is waiting for you",
}
INSIDE = {
    "case_logged": "A case was logged",
    "case_claimed": "A case was claimed",
    "case_closed": "A case was closed",
    "case_reopened": "A case was opened again",
    "case_secured": "Somebody is recorded as safe",
    "case_handed_back": "A case was handed back",
    "case_named": "You were named on a case",
    "emergency_opened": "A case of yours was opened in an emergency",
    "case_owned": "A case is now in your name",
    "case_rehomed": "A case has gone to somebody else",
    "close_asked": "You are asked to close a case",
    "returned": "Somebody who was missing is back",
    "la_referral": "A local authority was told",
    "la_accepted": "A local authority has accepted its part",
    "s42_concern": "An adult's safety was raised with a local authority",
    "safeguarding_stepped_down": "Safeguarding was stepped down",
    "age_determined": "An age was decided",
    "read_through_asked": "You are asked to read an NRM referral through",
    "read_through_commented": "Somebody read an NRM referral through and commented",
    "nrm_submitted": "An NRM referral was sent",
    "nrm_allocated": "The Home Office gave an NRM referral to another authority",
    "nrm_withdrawn": "An NRM referral was withdrawn",
    "withdrawal_query": "A child wants to leave the NRM, and waits for an answer",
    "withdrawal_answered": "A child’s wish to leave the NRM was answered",
    "decision_received": "A decision has come",
    "routing_query": "Somebody doubts that the right team has a case",
    "routing_answered": "A doubt about the team was answered",
    "challenge_raised": "A challenge is waiting for an answer",
    "challenge_answered": "A challenge was answered",
    "share_accepted": "A share of yours was accepted",
    "share_declined": "A share of yours was declined",
    "share_outcome": "A partner said what was done",
    "copy_late": "A partner has not said what became of its copy",
    "copy_answered": "A partner said what became of its copy",
    "partner_wrote": "A partner wrote on a case of yours",
    "share_asked": "A partner asks for an item that is withheld",
    "share_given": "An item that you asked for is shared",
    "share_refused": "An item that you asked for stays withheld",
    "share_changed": "What is shared with you was changed",
    "share_extended": "A sharing goes on for longer",
    "share_ended": "A sharing has ended",
    "share_withdrawn": "An offer was withdrawn",
    "release_asked": "You are asked to release intelligence",
    "release_made": "Intelligence was released to you",
    "release_decided": "Intelligence that you asked to release was decided on",
    "board_assigned": "A case was assigned to your board",
    "board_finding": "A board has recorded its finding",
    "match_answered": "A possible match was answered",
    "conflict_declared": "Somebody declared that they know somebody on a case",
    "conflict_lifted": "A case is no longer kept from you",
    "tasking_accepted": "ETT has taken on what you asked",
    "tasking_declined": "ETT has declined what you asked",
    "case_supported": "You or your team support a case from now on",
    "team_released": "A team no longer works on a case of yours",
    "grant_given": "A case was opened to you for a time",
}
"""What is told of a case inside the service alone, to whom the notice is for; mail says less."""


def words(topic: str) -> str:
    """The constant line of a topic, which says no fact of any case: what mail may hold (NT1)."""
    return SUBJECTS.get(topic, CHANGED)


def words_inside(topic: str) -> str:
    """The same for whoever has signed in and may see the case now."""
    return INSIDE.get(topic) or words(topic)
