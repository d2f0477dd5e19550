"""What the service does by itself: sends notices, seals the trail, forgets what has expired."""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from flask import Flask
from sqlalchemy import delete, func, select

from config import Settings, from_environment
from referrals import links, once, outbox, sessions, throttle, trail
from referrals.app import create_app
from referrals.clock import now
from referrals.db import act, db, reading, writing
from referrals.models import Draft
from referrals.services import (
    conflict_reviews,
    copies,
    dormancy,
    emergency_reviews,
    expiring,
    holidays,
    integrity,
    sampling,
    scanning,
    searching,
    share_upkeep,
    unusual,
    upkeep,
)


@dataclass(frozen=True)
class Job:
    """Something done again and again, so many seconds apart; safe in any number of workers."""

    name: str
    every: float
    do: Callable[[Settings], object]


def send_notices(settings: Settings) -> int:
    """Send all that is due, a few at a time."""
    sender = outbox.to_folder(settings.mail_dir) if settings.mail_dir else outbox.to_console
    sent = 0
    while some := outbox.drain(sender, settings.base_url):
        sent += some
    return sent


def seal_trail(settings: Settings) -> int:
    """Seal and anchor what was added to the trail since the last time."""
    return trail.seal(settings.anchor_dir)


def expire_drafts(settings: Settings) -> int:
    """Delete drafts past their time (RE6); the trail says how many, never what they held."""
    expired = Draft.expires_at < now()
    with reading():
        if not db.session.scalar(select(func.count()).select_from(Draft).where(expired)):
            return 0
    return _delete_drafts()


def expire_referrals(settings: Settings) -> None:
    """Delete the answers of NRM drafts that nobody has sent or changed in time."""
    while expiring.expire_nrm_drafts():
        pass


@act
def _delete_drafts() -> int:
    gone = db.session.scalars(
        delete(Draft).where(Draft.expires_at < now()).returning(Draft.token)
    ).all()
    if gone:
        trail.changed(None, "drafts.expire", None, operation="erasure", after={"drafts": len(gone)})
    return len(gone)


def forget_keys(settings: Settings) -> None:
    """Delete what nobody will use again: keys of requests, tries at signing in, dead sessions."""
    with writing():
        once.forget()
        throttle.forget()
        sessions.forget()
        links.forget()
        searching.forget()


def scan_documents(settings: Settings) -> int:
    """Have what was added checked for viruses; without a scanner nothing waits for one."""
    return scanning.scan(settings.upload_dir, settings.scan_command) if settings.scan_command else 0


def sweep_files(settings: Settings) -> int:
    """Delete files that a kill left without their row (RE5)."""
    return scanning.sweep(settings.upload_dir)


def reckon_clocks(settings: Settings) -> None:
    """Count again over new bank holidays, let what has fallen due say so, then tell people."""
    holidays.recount()
    while upkeep.reckon():
        pass
    while upkeep.climb():
        pass


def check_record(settings: Settings) -> None:
    """Read the whole record of activity through, once a day."""
    integrity.check_daily(settings.anchor_dir)


def look_back(settings: Settings) -> None:
    """Judge how cases were looked at yesterday, and draw the weekly sample."""
    unusual.look_back()
    sampling.draw_weekly()


def remind_reviewers(settings: Settings) -> None:
    """Say which reviews and samples are overdue, once each, and which conflicts, once a day."""
    conflict_reviews.remind_overdue()
    emergency_reviews.remind_overdue()
    sampling.remind_overdue()


def mind_shares(settings: Settings) -> None:
    """End what is shared on its day, ask for each review before it is due, and for each copy."""
    while share_upkeep.end_due():
        pass
    while share_upkeep.ask_reviews():
        pass
    while copies.ask_due():
        pass


def close_dormant(settings: Settings) -> int:
    """Close what nobody has used for 90 days, and settle what closed accounts still held.

    In a demonstration nobody is sent away: it may be shown again after a long time.
    """
    closed = 0 if settings.demo else dormancy.suspend_dormant()
    return closed + dormancy.settle_urgent()


JOBS = (
    Job("clocks", 60, reckon_clocks),
    Job("shares", 60, mind_shares),
    Job("notices", 2, send_notices),
    Job("seal", 30, seal_trail),
    Job("drafts", 600, expire_drafts),
    Job("referrals", 600, expire_referrals),
    Job("documents", 5, scan_documents),
    Job("files", 3600, sweep_files),
    Job("keys", 3600, forget_keys),
    Job("reviews", 600, remind_reviewers),
    Job("check", 3600, check_record),
    Job("looks", 3600, look_back),
    Job("leavers", 3600, close_dormant),
)


def run(
    app: Flask, settings: Settings, stop: threading.Event, jobs: tuple[Job, ...] = JOBS
) -> None:
    """Do each job when it is due, until told to stop; one that fails is tried again next time."""
    due = dict.fromkeys(jobs, time.monotonic())
    while not stop.is_set():
        for job in [job for job, at in due.items() if at <= time.monotonic()]:
            do(app, settings, job)
            due[job] = time.monotonic() + job.every
        stop.wait(max(0.0, min(due.values()) - time.monotonic()))


def do(app: Flask, settings: Settings, job: Job) -> bool:
    """Do a job once; what goes wrong is logged by its kind alone, since its words may hold data."""
    try:
        with app.app_context():
            job.do(settings)
    except Exception as error:
        structlog.get_logger().error("job.failed", job=job.name, error=type(error).__name__)
        return False
    return True


def main() -> None:
    """Run until interrupted or terminated."""
    settings = from_environment()
    settings.require_keys()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    run(create_app(settings), settings, stop)


if __name__ == "__main__":
    main()
