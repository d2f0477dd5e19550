"""The demonstration is there to be used: its people sign in, however much time has passed."""

from dataclasses import replace

import time_machine
from sqlalchemy import func, select

from referrals import worker
from referrals.db import db, reading
from referrals.models import User
from referrals.services import dormancy


def test_nobody_who_was_seeded_is_sent_away(seeded, run_folder, app_on):
    """The stories began long ago; the accounts in them are not unused for that."""
    app = app_on(seeded.copy(run_folder / f"people-{id(seeded)}.sqlite3"))
    settings = replace(app.config["SETTINGS"], demo=True)
    with app.app_context():
        everybody = active()
        assert dormancy.suspend_dormant() == 0
        with time_machine.travel("2036-01-01T09:00:00Z"):
            worker.close_dormant(settings)
        assert active() == everybody == len(seeded.people)
        db.session.remove()


def active() -> int:
    with reading():
        return db.session.scalar(select(func.count()).select_from(User).where(User.active)) or 0
