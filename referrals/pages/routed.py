"""Why a case is with its team: the rule's own answer, what people decided, and how to disagree."""

from collections.abc import Iterable
from typing import Any

from referrals.pages.present import first_capital
from referrals.views import CaseView

Part = dict[str, Any]


def why_here(case: CaseView) -> list[Part]:
    """Why the rule sent it to its team, what people decided since, and how to disagree."""
    if not isinstance(case.because, str) or not case.because:
        return []
    why: Part = {"label": "Why this team", "value": f"{first_capital(case.because)}."}
    return [why | _act(case, "routing_query", "I think this is wrong"), *_beside_the_rule(case)]


def _beside_the_rule(case: CaseView) -> Iterable[Part]:
    routing = case.routing
    if routing is not None and routing.by_person:
        said = f"Rule {routing.rule} says {routing.rule_team}. A supervisor decided otherwise."
        yield {"label": "The rule’s own answer", "value": said}
    if routing is not None and routing.asked:
        said = "Somebody thinks it is not. The duty supervisor is asked, and nothing waits."
        yield {"label": "Is it the right team?", "value": said} | _act(
            case, "routing_answer", "Answer"
        )


def _act(case: CaseView, record: str, text: str) -> Part:
    """The link to a record, if it is among those this reader may write."""
    if all(row.code != record for row in case.records):
        return {}
    href = f"/cases/{case.reference}/record/{record}"
    return {"act": {"href": href, "text": text, "hidden_words": "about the team"}}
