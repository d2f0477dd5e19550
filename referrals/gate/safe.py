"""What may be in an address, in a body, or in a promise to go somewhere next."""

import re

from werkzeug.routing import BaseConverter

DEEPEST = 32

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")
_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


class Ref(BaseConverter):
    """A case's public reference; its check letter is judged where the case is looked for."""

    regex = r"RP-[0-9]{4,6}-[A-Z]{2}"


class Token(BaseConverter):
    """An opaque name: of a draft, a share, a notice, a search."""

    regex = r"[A-Za-z0-9_-]{4,64}"


class Code(BaseConverter):
    """A code of the rule book, of a team or of an organisation."""

    regex = r"[a-z0-9][a-z0-9_-]{0,59}"


CONVERTERS = {"ref": Ref, "token": Token, "code": Code}


def local_path(wanted: str | None) -> str:
    """Where to go next if it is a path of this service, else the first page (no open redirect)."""
    return wanted if wanted and _PATH.fullmatch(wanted) else "/"


def too_deep(body: bytes) -> bool:
    """Whether JSON nests so far that a parser would run out of stack (IN3)."""
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST:
            return True
    return False
