"""The pages, each group a blueprint."""

from flask import Flask

from referrals.pages import (
    account,
    asking,
    audit,
    authority,
    cases,
    clocks,
    conflicts,
    copies,
    disclosures,
    documents,
    emergency,
    figures,
    health,
    holidays,
    information,
    intake,
    keys,
    linking,
    looks,
    moves,
    notices,
    nrm,
    opening,
    partner,
    pathways,
    people,
    places,
    present,
    releasing,
    restricting,
    retention,
    routed,
    rulebooks,
    searching,
    seen,
    share_life,
    sharing,
    steps,
    team,
    timing,
    trying,
    who,
    work,
)
from referrals.pages.errors import init_errors
from referrals.pages.shell import init_shell

BLUEPRINTS = (
    account.bp,
    audit.bp,
    authority.bp,
    cases.bp,
    documents.bp,
    emergency.bp,
    figures.bp,
    clocks.bp,
    conflicts.bp,
    health.bp,
    holidays.bp,
    information.bp,
    intake.bp,
    looks.bp,
    keys.bp,
    moves.bp,
    notices.bp,
    nrm.bp,
    opening.bp,
    copies.bp,
    partner.bp,
    pathways.bp,
    people.admin,
    people.agency,
    places.bp,
    restricting.bp,
    retention.bp,
    rulebooks.bp,
    linking.bp,
    searching.bp,
    sharing.bp,
    trying.bp,
    share_life.bp,
    asking.bp,
    team.bp,
    disclosures.bp,
    releasing.bp,
    who.bp,
    work.bp,
)


def register(app: Flask) -> None:
    init_shell(app)
    init_errors(app)
    app.jinja_env.globals.update(
        present=present, routed=routed, seen=seen, steps=steps, timing=timing
    )
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
