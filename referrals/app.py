"""Puts the service together."""

import hashlib
import secrets
import time
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from flask import Flask, Request, g
from flask_migrate import Migrate
from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    Undefined,
)
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings
from referrals import cli, pages
from referrals.api import init_api
from referrals.db import db, prepare
from referrals.gate import init_gate, refuse_undeclared
from referrals.logs import init_logs
from referrals.sealed import Ring, open_ring
from referrals.words import FILTERS

MEGABYTE = 1024 * 1024
STATEMENT_MS, LOCK_MS, IDLE_MS = 5000, 2000, 10000


class Asked(Request):
    """A request whose files stay in memory: none ever lies in clear in a folder for the moment."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return BytesIO()


def create_app(settings: Settings) -> Flask:
    app = Flask(__name__, root_path=str(ROOT), static_folder=None)
    app.request_class = Asked
    configure(app, settings)
    app.before_request(_begin)
    init_logs(app)
    init_database(app)
    init_templates(app)
    init_gate(app)
    pages.register(app)
    init_api(app)
    cli.register(app)
    refuse_undeclared(app)
    if not settings.demo:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    return app


def configure(app: Flask, settings: Settings) -> None:
    prefix = "" if settings.demo else "__Host-"
    app.config.update(
        SECRET_KEY=_session_key(settings),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine(settings),
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=1000,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        SESSION_COOKIE_NAME=f"{prefix}rp_session",
        DEVICE_COOKIE_NAME=f"{prefix}rp_device",
        COOKIES_SECURE=not settings.demo,
        DEMO=settings.demo,
        SETTINGS=settings,
    )


def _session_key(settings: Settings) -> bytes:
    """The key of this file; without one, only commands that need none can run."""
    if not settings.key_file.is_file():
        return secrets.token_bytes(32)
    ring = Ring.load(settings.key_file)
    open_ring(ring)
    return ring.session


def _engine(settings: Settings) -> dict[str, object]:
    """Values never appear in an error's words; PostgreSQL bounds every statement (RE9)."""
    if settings.sqlite:
        return {"hide_parameters": True}
    limits = (
        f"-c statement_timeout={STATEMENT_MS} -c lock_timeout={LOCK_MS} "
        f"-c idle_in_transaction_session_timeout={IDLE_MS}"
    )
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "connect_args": {"options": limits, "connect_timeout": 2},
    }


def init_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)


def init_templates(app: Flask) -> None:
    app.jinja_loader = ChoiceLoader([
        FileSystemLoader(ROOT / "templates"),
        PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    ])  # fmt: skip
    app.jinja_env.undefined = Missing
    app.static_folder = str(ROOT / "static")
    app.add_url_rule("/static/<path:filename>", "static", app.send_static_file)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["static_url"] = static_url


class Missing(Undefined):
    """What a template was not given may be asked about, as GOV.UK's macros do, but never shown."""

    __iter__ = __str__ = __len__ = Undefined._fail_with_undefined_error


@lru_cache(maxsize=256)
def static_url(path: str) -> str:
    """A static file's address, which changes when the file does."""
    digest = hashlib.sha256(Path(ROOT, "static", path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began = time.perf_counter()
