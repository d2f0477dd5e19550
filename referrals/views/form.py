"""The NRM form as one reader may see it: as it is written, and as it was sent."""

import datetime as dt
from dataclasses import dataclass

from referrals.views.items import Shown


@dataclass(frozen=True)
class FormLine:
    """One answer: `value` is nothing where none is given; `count` and `limit` are in characters,
    and `limit` is 0 where the form has none of its own. `offered` is what the case says where
    nobody has answered yet, and `source` where it stands; saving the section makes it an answer."""

    key: str
    label: str
    value: Shown | None
    missing: bool
    count: int
    limit: int
    offered: str = ""
    source: str = ""


@dataclass(frozen=True)
class FormPart:
    """One section, in its place among the form's pages."""

    code: str
    label: str
    lines: tuple[FormLine, ...]


@dataclass(frozen=True)
class Differs:
    """Answers that cannot both be true: which they are, in words, and the gate they block."""

    code: str
    words: str
    questions: tuple[str, ...]
    sections: tuple[str, ...]
    blocks: str


@dataclass(frozen=True)
class Comment:
    """What somebody who read it through said of a section, or of the whole where none is named."""

    section: str
    label: str
    words: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Receipt:
    """A document that the Home Office sent back: its number, and when it was added."""

    document: str
    added_at: dt.datetime


@dataclass(frozen=True)
class SentForm:
    """That it was sent: when, by whom, to whom, what the Home Office calls it, and its receipts."""

    at: dt.datetime
    by: str
    to: str
    home_office_reference: str
    receipts: tuple[Receipt, ...]
    may_add_receipt: bool


@dataclass(frozen=True)
class FormView:
    """The whole form, or the notice that is sent in its place; `kind` is nrm or dtn."""

    reference: str
    kind: str
    named: bool
    parts: tuple[FormPart, ...]
    missing: int
    required: int
    differs: tuple[Differs, ...]
    differs_hidden: int
    sent: SentForm | None
    editable: bool
    may_export: bool
    may_record: bool
