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
        validate=validate.Length(min=1, max=20, error="Enter the 6-digit code"),
        error_messages={"required": "Enter the 6-digit code"},
    )


class Unlock(Typed):
    password = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST, error="Enter your password or a code"),
        error_messages={"required": "Enter your password or a code"},
    )
