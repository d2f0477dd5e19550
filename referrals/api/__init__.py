"""The JSON API: the same house by another door."""

from flask import Flask

from referrals.api import (
    audit,
    authority,
    cases,
    clocks,
    conflicts,
    copies,
    disclosures,
    docs,
    documents,
    emergency,
    explaining,
    figures,
    holidays,
    intake,
    linking,
    looks,
    moves,
    nrm,
    opening,
    people,
    places,
    releasing,
    restricting,
    retention,
    rulebooks,
    searching,
    share_life,
    sharing,
    tokens,
    who,
    work,
)
from referrals.api.door import document

DOORS = (
    tokens.bp,
    intake.bp,
    looks.bp,
    who.bp,
    conflicts.bp,
    work.bp,
    cases.bp,
    clocks.bp,
    documents.bp,
    moves.bp,
    sharing.bp,
    share_life.bp,
    copies.bp,
    disclosures.bp,
    releasing.bp,
    nrm.bp,
    audit.bp,
    authority.bp,
    opening.bp,
    explaining.bp,
    restricting.bp,
    retention.bp,
    rulebooks.bp,
    linking.bp,
    searching.bp,
    emergency.bp,
    people.bp,
    places.bp,
    figures.bp,
    holidays.bp,
)


def init_api(app: Flask) -> None:
    api = document(app)
    for door in DOORS:
        api.register_blueprint(door)
    groups = dict.fromkeys(door.description for door in DOORS)
    api.spec.options["tags"] = [{"name": name} for name in groups]
    app.register_blueprint(docs.bp)
