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
def empty(request, database_of, app_on):
    """The application on a database in which nobody has been, once for each."""
    database = database_of(request.param)
    database.reset()
    app = app_on(database.url)
    with time_machine.travel(TUESDAY), app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def lived(empty):
    """The application, and the people and cases of `worlds`."""
    return empty, worlds()


@pytest.fixture(scope="module")
def told(empty):
    """The application and the world of `canaries`."""
    return empty, canaries(factories.world(), empty.config["SETTINGS"].upload_dir)
