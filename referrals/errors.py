"""What can go wrong in an act, in the words of the people it goes wrong for."""

from collections.abc import Mapping, Sequence

from workflows.engine import Unmet


class ServiceError(Exception):
    """An act that did not happen; nothing of it is stored."""

    status = 500
    title = "Something went wrong"


class NotFound(ServiceError):
    """It does not exist, or it does not exist for you: nobody is told which (R12, AC6)."""

    status = 404
    title = "Page not found"


class NotYours(ServiceError):
    """You may see it, but it is not yours to do."""

    status = 403
    title = "This is not yours to do"

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Invalid(ServiceError):
    """Answers that cannot be taken, by the key of each question."""

    status = 422
    title = "There is a problem"

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(", ".join(errors))
        self.errors = {key: list(words) for key, words in errors.items()}


class Unready(ServiceError):
    """The rule book says not yet, and lists everything that is left to do."""

    status = 422
    title = "There are things to do first"

    def __init__(self, unmet: Sequence[Unmet]) -> None:
        super().__init__("; ".join(f"{row.gate}: {row.words}" for row in unmet))
        self.unmet = tuple(unmet)


class Conflict(ServiceError):
    """Somebody else was first, or changed this since you opened it."""

    status = 409
    title = "Someone else changed this"

    def __init__(self, words: str, theirs: Mapping[str, str] | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.theirs = dict(theirs or {})


class RulesUnknown(ServiceError):
    """A case is pinned to a version of the rule book that this node does not hold."""

    status = 503
    title = "The rules of this case are not here"

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Reused(ServiceError):
    """One idempotency key, two different requests."""

    status = 422
    title = "This was already sent with different answers"


class Gone(ServiceError):
    """A draft that was sent, deleted or has expired."""

    status = 410
    title = "This draft is no longer here"


class Throttled(ServiceError):
    """Too many tries, or too much of something; `retry_after` is in seconds."""

    status = 429
    title = "Too many tries"

    def __init__(self, retry_after: int, words: str = "") -> None:
        super().__init__(f"wait {retry_after} s")
        self.retry_after, self.words = retry_after, words


class TrailUnavailable(ServiceError):
    """The record of activity could not be written, so nothing may be shown (AU1)."""

    status = 503
    title = "The service is not available"


class PaperUnavailable(ServiceError):
    """This machine lacks what PDF files are drawn with; everything else goes on."""

    status = 503
    title = "The service is not available"
    words = (
        "PDF files cannot be made here: ask whoever runs the service to install "
        "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0"
    )
