"""What the API answers an act with, and its lists."""

import base64
from typing import Any

from marshmallow import Schema, fields

from referrals.schemas.api import Anything, AskedQuestion, described
from referrals.schemas.api_asks import Colleague
from referrals.services import intake, previews
from referrals.views.files import File


class Token(Schema):
    """A bearer token; each use lengthens it, to ten hours at most."""

    token = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class Me(Schema):
    """Whose session this is."""

    name = fields.String(required=True)
    email = fields.String(required=True)
    role = fields.String(required=True)
    organisation = fields.String(required=True)
    organisation_kind = fields.String(required=True)
    team = fields.String(required=True, allow_none=True)
    area = fields.String(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True)


class Investigator(Colleague):
    """Somebody a case can be assigned to."""

    name = fields.String(required=True)


class Done(Schema):
    """What was done: the case, its version now, and what was made."""

    reference = fields.String(required=True)
    version = fields.Integer()
    done = fields.String()
    held = fields.Boolean()
    lead = fields.String()
    named = fields.String()
    task = fields.String()


class DocumentKept(Schema):
    """A document that was added to a case."""

    reference = fields.String(required=True)
    document = fields.String(required=True)
    version = fields.Integer(required=True)


class Linked(Schema):
    """Two cases between which something was said."""

    reference = fields.String(required=True)
    other = fields.String(required=True)


class SearchKept(Schema):
    """The token under which results are read; or the reference that was typed, if it can be one."""

    token = fields.String()
    reference = fields.String()


class ShareStep(Schema):
    """A share, where it stands now, and its version."""

    reference = fields.String(required=True)
    share = fields.String(required=True)
    state = fields.String(required=True)
    version = fields.Integer(required=True)


class CopyStep(Schema):
    """A partner's copy, where it stands now, and by when it is to go."""

    copy = fields.String(required=True)
    stands = fields.String(required=True)
    dispose_by = fields.Date(required=True)


class OpeningStep(Schema):
    """A case opened for a time: which opening, and what became of it."""

    id = fields.String(required=True)
    reference = fields.String()
    until = fields.AwareDateTime()
    answer = fields.String()


class ReleaseStep(Schema):
    """A release, and where it stands now."""

    reference = fields.String(required=True)
    release = fields.String(required=True)
    state = fields.String(required=True)


class AskedStep(ShareStep):
    """The same, and the number of what was asked for."""

    asked = fields.String(required=True)


class SectionKept(Schema):
    """A section of the NRM form after it was saved; `missing` counts the whole form.

    `again` names the sections that a change of age has emptied.
    """

    reference = fields.String(required=True)
    missing = fields.Integer(required=True)
    version = fields.Integer(required=True)
    again = fields.List(fields.String(), required=True)


class Questioned(Schema):
    """What the competent authority asks."""

    reference = fields.String(required=True)
    question = fields.String(required=True)


class TakenCopy(Schema):
    """A file: its name says nothing of anybody; `content` is base64, `digest` the SHA-256 of it."""

    name = fields.String(required=True)
    media_type = fields.String(required=True)
    digest = fields.String(required=True)
    content = fields.String(required=True)


def handed(file: File) -> dict[str, str]:
    """A file as the API hands it over."""
    return {
        "name": file.name,
        "media_type": file.media_type,
        "digest": file.digest,
        "content": base64.b64encode(file.content).decode(),
    }


class Logged(Schema):
    """Where a new case went, why, who is told, and what is to be done at once."""

    reference = fields.String(required=True)
    team = fields.String(required=True, allow_none=True)
    because = fields.List(fields.String(), required=True)
    told = fields.List(fields.String(), required=True)
    to_do = fields.List(fields.String(), required=True)
    asked_to_check = fields.Boolean(required=True)


class Form(Schema):
    """What an act asks."""

    reference = fields.String(required=True)
    questions = fields.List(fields.Nested(AskedQuestion), required=True)
    values = Anything()


class OpenDraft(Schema):
    """A draft, and the questions of the page it is open on."""

    draft = fields.Nested(described(intake.DraftView), required=True)
    questions = fields.List(fields.Nested(AskedQuestion), required=True)


class Explained(Schema):
    """What the rule book says of a case."""

    era = fields.String(required=True)
    treat_as_child = fields.Boolean(required=True)
    route = fields.Dict(required=True)
    stage = fields.String(required=True)
    competent_authority = fields.String(required=True, allow_none=True)
    clocks = fields.List(fields.Dict(), required=True)
    moves = fields.Dict(required=True)
    flags = fields.List(fields.String(), required=True)
    tasks = fields.List(fields.String(), required=True)
    questions_not_asked = fields.List(fields.String(), required=True)
    visible = fields.Dict(required=True)


class Unmet(Schema):
    """A condition that is not met, and what would meet it."""

    gate = fields.String(required=True)
    words = fields.String(required=True)
    satisfied_by = fields.String(required=True)


class Problem(Schema):
    """Why something was not done (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    unmet = fields.List(fields.Nested(Unmet))
    theirs = fields.Dict(keys=fields.String(), values=fields.String())


def listed(line: type, name: str, **also: type) -> type[Schema]:
    """A page of a list: its lines, other lines beside them, and the cursor of the next page."""
    lists = {
        key: fields.List(fields.Nested(_schema_of(kind)), required=True)
        for key, kind in {"items": line, **also}.items()
    }
    cursor = fields.String(required=True, allow_none=True)
    return Schema.from_dict({**lists, "next": cursor}, name=name)


def _schema_of(line: Any) -> type[Schema]:
    return line if issubclass(line, Schema) else described(line)


Shares = listed(previews.Shared, "Shares")
Receivers = listed(previews.Receiver, "Receivers")
