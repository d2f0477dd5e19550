"""What somebody did when they looked at a case, in words."""

from referrals.access import EMERGENCY, OFFERED, WAYS_IN

ACTS = {
    "case.read": "Opened the case",
    "case.name_shown": "Asked for the name",
    "case.form_opened": "Opened a form to write on the case",
    "case.offer_read": "Read what is offered",
    "case.activity_read": "Looked at this record",
    "case.where_it_stands": "Looked where it stands",
    "clock.read": "Looked at a time limit",
    "notices.list": "Saw it among their notifications",
    "my_work.read": "Saw it in a list",
    "partner.list": "Saw it in a list",
    "authority.list": "Saw it in a list",
    "team_cases.read": "Saw it in the team’s list",
    "queue.read": "Saw it in the queue",
    "nrm.read": "Opened the NRM referral",
    "nrm.section_read": "Opened part of the NRM referral",
    "documents.listed": "Looked at the documents",
    "document.read": "Looked at a document",
    "document.opened": "Opened a document",
    "links.read": "Looked at linked cases",
    "matches.read": "Looked for the same person",
    "match.compared": "Compared it with another case",
    "search.read": "Found it in a search",
    "sharing.read": "Looked at how it is shared",
    "sharing.preview": "Looked at what an agency would see",
    "releases.read": "Looked at what intelligence is released",
    "disclosures.read": "Looked at who was told what",
    "disclosures.printed": "Printed who was told what",
    "restriction.read": "Looked at who is named on it",
    "emergency.opened": "Opened it in an emergency",
    "emergency.own": "Looked at their own emergency",
    "emergency.reviews": "Saw its emergency access in a list",
    "emergency.review_read": "Reviewed its emergency access",
    "grants.read": "Looked at grants for the auditor",
    "conflicts.read": "Looked at its conflicts of interest",
    "conflicts.waiting": "Saw that nobody answers for it",
    "board.read": "Looked at its board review",
    "access.explained": "Asked why somebody can see it",
    "samples.read": "Saw a look at it in the weekly sample",
    "audit.read": "Saw it in the record of activity",
    "audit.entry_read": "Read an entry of the record of activity",
    "audit.exported": "Exported the record of activity",
}


def act(code: str) -> str:
    """What somebody did when they looked, in words."""
    return ACTS.get(code, code.replace(".", ": ").replace("_", " ").capitalize())


def basis(code: str) -> str:
    """The way in that let them look."""
    rules = (*(rule for rules in WAYS_IN.values() for rule in rules), OFFERED, EMERGENCY)
    return next((rule.words for rule in rules if rule.code == code), "")


def told_of(words: str) -> str:
    """A way in as it is told of somebody else: they logged it, their team leads it."""
    for own, their in (("You own", "They own"), ("You logged", "They logged"),
                       ("You lead", "They lead"), ("You have", "They have"),
                       ("You are", "They are"), ("You opened", "They opened"),
                       ("named you", "named them"), ("to you", "to them"),
                       ("Your ", "Their "), ("your ", "their ")):  # fmt: skip
        words = words.replace(own, their)
    return words
