"""The pages, each group a blueprint."""

from flask import Flask

from referrals.pages import account, health, information
from referrals.pages.errors import init_errors
from referrals.pages.shell import init_shell

BLUEPRINTS = (
    account.bp,
    health.bp,
    information.bp,
)


def register(app: Flask) -> None:
    init_shell(app)
    init_errors(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
