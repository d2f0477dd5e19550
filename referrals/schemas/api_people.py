"""What the API says of people and their accounts, and is sent about them."""

from marshmallow import EXCLUDE, Schema, fields, validate

from referrals.schemas.api_answers import listed
from referrals.schemas.api_asks import MOST_ID
from referrals.schemas.fields import field_for
from referrals.schemas.people import NAMED, covering, newcomer
from referrals.schemas.text import printable
from referrals.services.covering import CoverLine
from referrals.services.leaving import WHY, Leaver
from referrals.services.people import PersonRow, Waiting
from referrals.services.places import AgencyRow, TeamRow
from referrals.services.retention import RetentionRow
from workflows.definition import Kind

People = listed(PersonRow, "People")
Grants = listed(Waiting, "Grants")
Covers = listed(CoverLine, "Covers")
Retained = listed(RetentionRow, "Retained")
Leavers = listed(Leaver, "Leavers")
Agencies = listed(AgencyRow, "Agencies")
Teams = listed(TeamRow, "Teams")


class WhichPeople(Schema):
    """What the list is narrowed to."""

    class Meta:
        unknown = EXCLUDE

    organisation = fields.String(load_default=None)
    role = fields.String(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(("open", "closed")))
    after = fields.String(load_default=None, metadata={"description": "`next` of the page before"})


class Grant(Schema):
    """A role, and where it is held."""

    role = fields.String(required=True, validate=printable)
    team = fields.String(load_default=None, allow_none=True, validate=printable)
    area = fields.String(load_default=None, allow_none=True, validate=printable)
    pip2 = fields.Boolean(load_default=False)
    manages = fields.Boolean(load_default=False)


class Newcomer(Grant):
    """Somebody to add, called and written to as the page asks; a link goes to the address."""

    name, email = map(field_for, newcomer(()))
    organisation = fields.String(load_default="", validate=printable)


class Closing(Schema):
    """How an account is to be closed, and why."""

    how = fields.String(required=True, validate=validate.OneOf(("ask", "close", "now")))
    why = fields.String(
        required=True, validate=validate.OneOf([code for code in WHY if code != "dormant"])
    )


class Given(Schema):
    """Whose account, and whether and why a second administrator must agree first."""

    user = fields.Integer(required=True)
    waits = fields.Boolean(required=True)
    why = fields.String(required=True)


class Agreement(Schema):
    """What a second administrator decides."""

    agreed = fields.Boolean(required=True)


class ToCover(Schema):
    """Who covers for whom (by number), from the first day to the last, London time."""

    user = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_ID))
    by = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_ID))
    first, last = (field_for(asked) for asked in covering(()) if asked.kind is Kind.DATE)


class CoverSet(Schema):
    """The cover that was set."""

    cover = fields.String(required=True)


class ToWhom(Schema):
    """A colleague's number, or none for the queue."""

    to = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, MOST_ID)
    )


class Why(Schema):
    """A reason of the fixed list."""

    reason = fields.String(required=True)


class NewPlace(Schema):
    """What every place of work is called; the code is small letters, digits and _, and stays."""

    name = fields.String(required=True, validate=validate.Length(1, 120))
    code = fields.String(required=True, validate=validate.Length(1, 60))


class NewAgency(NewPlace):
    """An agency to add, and the area it works in if it is one of the areas alone."""

    kind = fields.String(required=True, validate=validate.OneOf(list(NAMED)))
    area = fields.String()
    first_responder = fields.Boolean(required=True)
    notifies = fields.Boolean(required=True)


class NewTeam(NewPlace):
    """A team to add to an agency, by its code, and the local policing unit it belongs to."""

    organisation = fields.String(required=True)
    department = fields.String(validate=validate.Length(max=60))
    unit = fields.String()


class Added(Schema):
    """The code of the agency or team that was added."""

    code = fields.String(required=True)


class InquiryHold(Schema):
    """Since when every case is held, or none, and why; not `mine` to lift."""

    since = fields.AwareDateTime(required=True, allow_none=True)
    mine = fields.Boolean(required=True)
    why = fields.String(required=True)


class Decided(Schema):
    """The case that was decided on."""

    reference = fields.String(required=True)
