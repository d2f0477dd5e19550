"""How gunicorn serves: two processes of four threads, behind nginx anywhere but on this machine."""

import os

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from config import from_environment, refuse_unless_loopback

settings = from_environment()

bind = f"{settings.host}:{settings.port}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the heartbeat file belongs in memory, and gunicorn unlinks it
control_socket_disable = True  # by default instances share one in the home directory

timeout = 30
graceful_timeout = 10
keepalive = 5
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190

accesslog = None  # the service writes a line of its own for each request, without its address


def when_ready(server: Arbiter) -> None:
    """Before a worker answers, refuse a bind that others can reach, however it was given (DEMO)."""
    if settings.demo:
        for listener in server.LISTENERS:
            name = listener.getsockname()
            refuse_unless_loopback(name[0] if isinstance(name, tuple) else f"the socket {name}")


def post_fork(server: Arbiter, worker: Worker) -> None:
    """Give each process connections of its own."""
    from referrals.db import db
    from wsgi import app

    with app.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
