"""A world that is lived once for each database, and walked by everybody."""

import pytest
import time_machine

from referrals.db import db
from tests import factories
from tests.access.canaries import canaries
from tests.access.worlds import worlds
from tests.databases import BACKENDS
from tests.factories import TUESDAY


@pytest.fixture(scope="module", params=list(BACKENDS))
def lived(request, database_of, app_on):
    """The application, and the people and cases of `worlds`, on one database."""
    database = database_of(request.param)
    database.reset()
    app = app_on(database.url)
    with time_machine.travel(TUESDAY), app.app_context():
        yield app, worlds()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module", params=list(BACKENDS))
def told(request, database_of, app_on):
    """The application and the world of `canaries`, once for each database."""
    database = database_of(request.param)
    database.reset()
    app = app_on(database.url)
    with time_machine.travel(TUESDAY), app.app_context():
        yield app, canaries(factories.world(), app.config["SETTINGS"].upload_dir)
        db.session.remove()
        db.engine.dispose()
