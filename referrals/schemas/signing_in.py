"""What is typed to sign in."""

from marshmallow import EXCLUDE, Schema, fields, validate

from referrals.credentials import LONGEST


class Typed(Schema):
    """A form: hidden fields that are not of the form itself are another's to read."""

    class Meta:
        unknown = EXCLUDE


class Password(Typed):
    email = fields.String(
        required=True,
        validate=validate.Length(min=1, max=254, error="Enter your email address"),
        error_messages={"required": "Enter your email address"},
    )
    password = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST, error="Enter your password"),
        error_messages={"required": "Enter your password"},
    )
    shared = fields.Boolean(load_default=False)


class Code(Typed):
    code = fields.String(
        required=True,
        validate=validate.Length(min=1, max=30, error="Enter the 6-digit code"),
        error_messages={"required": "Enter the 6-digit code"},
    )


class Unlock(Typed):
    password = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST, error="Enter your password or a code"),
        error_messages={"required": "Enter your password or a code"},
    )


class Again(Typed):
    """The password or a code again, which may be left empty for some minutes."""

    password = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST, error="Enter your password or a code"),
    )


def _password(words: str) -> fields.String:
    """Any length: the rules for a new one are the service's, and it says which was broken."""
    return fields.String(
        required=True,
        validate=validate.Length(min=1, max=10 * LONGEST, error=words),
        error_messages={"required": words},
    )


class Begin(Code):
    """A first use: the password somebody chose, and the first code of their app."""

    password = _password("Choose a password")


class Choose(Typed):
    """A new password, by a link."""

    password = _password("Choose a password")


class Change(Choose):
    """A new password, by whoever knows the old one."""

    old = _password("Enter the password you use now")


class Ask(Typed):
    """Who has forgotten their password."""

    email = fields.String(
        required=True,
        validate=validate.Length(min=1, max=254, error="Enter your email address"),
        error_messages={"required": "Enter your email address"},
    )
