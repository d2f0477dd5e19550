"""What the ledger's codes say, to whoever asks who was told what, why and since when."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.documents import KINDS as DOCUMENTS
from workflows.exports import BASES as COPY_BASES
from workflows.exports import PURPOSES as COPY_PURPOSES
from workflows.information import ANSWERED
from workflows.items import ITEMS
from workflows.nrm_form import SECTIONS
from workflows.oversight import BOARD_PURPOSES, EMERGENCY_REASONS, GRANT_REASONS
from workflows.shares import BASES, NAMES, PURPOSES

KINDS: Mapping[str, str] = MappingProxyType({
    "share": "Shared",
    "shown": "Shared",
    "change": "Shared",
    "item": "An item they asked for",
    "referral": "Referred to the local authority",
    "discussion": "A strategy discussion, held together",
    "nrm": "Sent with the NRM form",
    "dtn": "Sent with a duty-to-notify notice",
    "release": "Intelligence released in agreed words",
    "export": "Exported",
    "nrm_pack_txt": "The NRM form, taken as text",
    "nrm_pack_pdf": "The NRM form, printed",
    "htcds_json": "The case, taken as HTCDS 2.0",
    "information": "An answer to the competent authority",
    "pack": "A meeting pack",
    "emergency": "Opened in an emergency",
    "grant": "Opened to an auditor",
    "board": "Assigned to a board",
})  # fmt: skip

OF_OTHERS = (*PURPOSES, *BASES, *EMERGENCY_REASONS, *BOARD_PURPOSES, *GRANT_REASONS)
REASONS: Mapping[str, str] = MappingProxyType(
    {**COPY_PURPOSES, **COPY_BASES}
    | {choice.code: choice.label for choice in OF_OTHERS}
    | {
        "safeguarding": "To keep them safe",
        "nrm": "To identify a victim of modern slavery",
        "release": "To protect them, with agreed words",
        "review": "A review by a board",
        "audit": "An audit",
        "meeting": "Plan together at a meeting",
        "s14": "Children Act 2004 section 14, or Care Act 2014 schedule 2",
        "nrm_decision": "The decision on the NRM referral",
        "dtn": "To tell of a victim who is not referred",
    }
)
"""Purposes and legal bases, in words."""

TOLD: Mapping[str, str] = MappingProxyType(
    {section.code: section.label for section in SECTIONS}
    | {tier.value: label for tier, label in NAMES.items()}
    | {item.code: item.label for item in ITEMS}
    | {f"document.{code}": f"Document: {label}" for code, label in DOCUMENTS.items()}
    | {
        "name": "Full name",
        "people": "Other people on the case",
        "timeline": "What has happened",
        "documents": "Which documents there are",
        "nrm_form": "The NRM form as it was sent",
        ANSWERED: "An answer about what was sent",
        "released": "Intelligence, in agreed words",
        "by_word": "What was said when they were told",
        "discussed": "What was said there",
    }
)
"""What was told, by the key of the item."""


def said(words: Mapping[str, str], code: str) -> str:
    """A code in words; one that is not known in its own."""
    return words.get(code, code.replace("_", " ").capitalize())
