"""What the API is sent beside the rule book's own questions."""

from marshmallow import EXCLUDE, Schema, fields, validate

from referrals.credentials import LONGEST
from referrals.schemas.intake import new_case
from referrals.schemas.text import printable
from workflows.told import FACTS

MOST_ID = 2**31 - 1


class Keys(Schema):
    """Both things that a person signs in with."""

    email = fields.Email(required=True, validate=[validate.Length(max=254), printable])
    password = fields.String(
        required=True, validate=[validate.Length(min=1, max=LONGEST), printable]
    )
    code = fields.String(required=True, validate=[validate.Length(min=1, max=30), printable])


class Narrowing(Schema):
    """What a list is narrowed to, and after which line it goes on."""

    class Meta:
        unknown = EXCLUDE

    stage = fields.String(load_default=None)
    pathway = fields.String(load_default=None)
    area = fields.String(load_default=None)
    closed = fields.Boolean(load_default=False)
    after = fields.String(load_default=None, metadata={"description": "`next` of the page before"})


class Onward(Schema):
    """After which line a list goes on."""

    class Meta:
        unknown = EXCLUDE

    after = fields.String(load_default=None, metadata={"description": "`next` of the page before"})


class Covering(Schema):
    """What figures cover: a period of the list, and an area that is one's own."""

    class Meta:
        unknown = EXCLUDE

    period = fields.String(load_default=None)
    area = fields.String(load_default=None)


class To(Schema):
    """To which organisation, by its code."""

    class Meta:
        unknown = EXCLUDE

    to = fields.String(load_default=None)


class Colleague(Schema):
    """A person of the service, by number."""

    user = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_ID))


class ReadUpTo(Schema):
    """The newest notification that was read, by its number as the list gave it."""

    up_to = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_ID))


class Sending(Schema):
    """`query` asks the supervisor to check the team; the case goes at once all the same."""

    query = fields.Boolean(load_default=False)


NewCase = new_case().from_dict({"query": fields.Boolean(load_default=False)}, name="NewCase")
"""Everything a case may be logged with, and `query` as for a draft."""


class TakeCopy(Schema):
    """Why a copy leaves the service, and for whom: codes that the question offers."""

    purpose = fields.String(required=True)
    recipient = fields.String(required=True)


Facts = Schema.from_dict({name: fields.Raw(required=name == "now") for name in FACTS}, name="Facts")
"""One case as the rules are asked about it; every key but `now` may be left out."""
