"""The headers of every answer, whatever its status (SE7)."""

from flask import Flask, Response, request

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
YEAR = "public, max-age=31536000, immutable"
HOUR = "public, max-age=3600"
KEPT = frozenset({200, 206, 304})


def init_headers(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    """A view may only tighten its own: an attachment, say, is sandboxed."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Cache-Control"] = _cache(response.status_code)
    response.headers.pop("Vary", None)
    return response


def _cache(status: int) -> str:
    """Nothing of ours is kept by anyone; a file named by its content may be kept for a year."""
    if request.endpoint != "static" or status not in KEPT:
        return "no-store"
    return YEAR if "v" in request.args else HOUR
