"""One line of JSON for each request and each failure, and never what anybody typed (LG1)."""

import logging
import sys
import time
import traceback
from collections.abc import Iterator

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


def init_logs(app: Flask) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if app.config["DEMO"] else logging.INFO  # DEMO speaks to a person
        ),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    logging.getLogger("flask_wtf.csrf").setLevel(logging.WARNING)
    app.after_request(_answered)


def _answered(response: Response) -> Response:
    """The rule of the address, not the address: a reference is nobody's to read here."""
    log.info(
        "answered",
        request=g.request_id,
        method=request.method,
        rule=request.url_rule.rule if request.url_rule else "",
        status=response.status_code,
        ms=round((time.perf_counter() - g.began) * 1000, 1),
    )
    return response


def failed(error: BaseException, *, request_id: str) -> None:
    """What broke and where. An error's own words may quote a value, so they are left out."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    causes = [type(each).__name__ for each in _causes(error)]
    log.error("failed", request=request_id, error=type(error).__name__, causes=causes, where=where)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What it came from, down to what the database's own driver said."""
    while (cause := error.__cause__) is not None:
        yield cause
        error = cause
