"""Files handed to people, and where they are kept."""

from flask import Response, current_app

from referrals.services.documents import Store
from referrals.views import Opened

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def attached(opened: Opened) -> Response:
    """The file as an attachment that no browser runs, draws or guesses the type of (UP1)."""
    answer = Response(opened.content, mimetype=opened.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=opened.name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def store() -> Store:
    """The folder of this service, and whether a scanner looks at what is put in it."""
    settings = current_app.config["SETTINGS"]
    return Store(settings.upload_dir, bool(settings.scan_command))
