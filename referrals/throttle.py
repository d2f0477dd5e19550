"""How often somebody may try to sign in: counted in the database, so every process counts alike."""

import datetime as dt
import math
from collections.abc import Iterable
from typing import cast

from sqlalchemy import Select, Table, delete, select

from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.errors import Throttled
from referrals.models import SignInAttempt
from referrals.once import put_new
from referrals.sealed import blind

WINDOW = 60.0
LIMITS = {"account": 5, "known": 5, "address": 20, "everyone": 100}


class Tries:
    """One try, in every bucket that it counts in."""

    def __init__(self, **names: str) -> None:
        self.at = now().timestamp()
        # Codes, not names: what people type where an address belongs is theirs to keep (AU7).
        self.limits = {
            blind("sign_in", f"{kind}:{name}").hex(): LIMITS[kind] for kind, name in names.items()
        }

    def admit(self) -> None:
        """Count this try before anything is checked, or refuse it and say for how long (AT3).

        It looks before it locks, so that a flood of tries costs reads and not the write lock.
        """
        with reading():
            self._refuse(db.session.scalars(_which(self.limits)))
        with writing():
            rows = _locked(self.limits)
            self._refuse(rows)
            for row in rows:
                row.tries = [*self._recent(row), self.at]
                row.last_at = now()

    def forgive(self) -> None:
        """Take this try back: it was right, or it was never judged."""
        for row in _locked(self.limits):
            row.tries = [at for at in row.tries if at != self.at]

    def _refuse(self, rows: Iterable[SignInAttempt]) -> None:
        wait = max((self._wait(row) for row in rows), default=0.0)
        if wait > 0:
            raise Throttled(math.ceil(wait))

    def _recent(self, row: SignInAttempt) -> list[float]:
        return [at for at in row.tries if self.at - WINDOW < at]

    def _wait(self, row: SignInAttempt) -> float:
        recent, limit = self._recent(row), self.limits[row.bucket]
        return recent[-limit] + WINDOW - self.at if len(recent) >= limit else 0.0


def forget() -> None:
    """Delete the buckets nobody has tried of late."""
    before = now() - dt.timedelta(seconds=WINDOW)
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.last_at < before))


def _locked(buckets: Iterable[str]) -> list[SignInAttempt]:
    """The rows, locked in one order, so that two tries never wait for each other."""
    for name in sorted(buckets):
        put_new(_table, bucket=name, tries=[], last_at=now())
    return list(db.session.scalars(_which(buckets).with_for_update()))


def _which(buckets: Iterable[str]) -> Select[SignInAttempt]:
    query = select(SignInAttempt).where(SignInAttempt.bucket.in_(list(buckets)))
    return query.order_by(SignInAttempt.bucket).execution_options(populate_existing=True)


_table = cast(Table, SignInAttempt.__table__)
