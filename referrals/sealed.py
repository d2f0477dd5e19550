"""Identity sealed at rest, and keyed codes by which it is found again without being read."""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config import Misconfigured

KEY_BYTES = 32
NONCE_BYTES = 12
BLIND_BYTES = 16  # half an HMAC-SHA256: no chance meeting among billions, half the index
KEY_NUMBERS = range(1, 256)  # a key's number is the first byte of what it sealed
RINGED = ("fields", "blind", "trail", "anchor")


class Unreadable(Exception):
    """A sealed value that this ring, or this place, cannot open."""


@dataclass(frozen=True)
class Ring:
    """Separate keys for sessions, sealed fields, blind codes, the trail and its anchor (EN3)."""

    session: bytes
    fields: Mapping[int, bytes]
    blind: Mapping[int, bytes]
    trail: Mapping[int, bytes]
    anchor: Mapping[int, bytes]
    current: Mapping[str, int]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a key file, or stop the start saying which key is missing, short or not random."""
        try:
            document = json.loads(path.read_text())
            kept = {kind: _numbered(path, kind, document[kind]) for kind in RINGED}
            current = {kind: int(document["current"][kind]) for kind in RINGED}
            session = _key(path, "session", document["session"])
        except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise Misconfigured(f"The key file {path} cannot be used: {error!r}") from error
        for kind in RINGED:
            if current[kind] not in kept[kind]:
                raise Misconfigured(f"The key file {path} has no current {kind} key")
        every = [session, *(key for keys in kept.values() for key in keys.values())]
        if len(set(every)) < len(every):
            raise Misconfigured(f"The key file {path} uses one key for two purposes")
        return cls(session=session, current=current, **kept)

    @cached_property
    def ciphers(self) -> Mapping[str, Mapping[int, AESGCM]]:
        """What seals: fields, re-sealed when their key is rotated; and words of the trail, never.

        The trail is only ever added to, so its words stand under keys that stay with its codes.
        """
        words = {number: _derived(key, "words") for number, key in self.trail.items()}
        both = {"fields": self.fields, "trail": words}
        return {kind: {n: AESGCM(key) for n, key in keys.items()} for kind, keys in both.items()}


def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, purpose.encode(), hashlib.sha256)


def _numbered(path: Path, kind: str, keys: Mapping[str, str]) -> dict[int, bytes]:
    found = {int(number): _key(path, f"{kind} {number}", text) for number, text in keys.items()}
    if not set(found) <= set(KEY_NUMBERS):
        raise Misconfigured(f"The key file {path} numbers a {kind} key outside 1 to 255")
    return found


def _key(path: Path, name: str, text: str) -> bytes:
    """A key in hexadecimal; one that is short, or that a person typed, is refused."""
    key = bytes.fromhex(text)
    if len(key) != KEY_BYTES or len(set(key)) < KEY_BYTES // 2:
        raise Misconfigured(
            f"The {name} key in {path} is too short or not random. "
            "Make a new file with: flask --app wsgi keys create FILE"
        )
    return key


def create_keys(path: Path) -> None:
    """Make a new key file that its owner alone may read; an existing one is never overwritten."""
    numbered = {kind: {"1": secrets.token_hex(KEY_BYTES)} for kind in RINGED}
    document = {
        "session": secrets.token_hex(KEY_BYTES),
        **numbered,
        "current": dict.fromkeys(RINGED, "1"),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(document, file, indent=1)


_opened: list[Ring] = []


def open_ring(ring: Ring) -> None:
    """Hand this process the keys it seals with; `create_app` does so once."""
    _opened[:] = [ring]


def ring() -> Ring:
    """The keys in use."""
    if not _opened:
        raise Misconfigured("No key file is open: create_app opens the one KEY_FILE names")
    return _opened[0]


def seal(text: str, place: str, kind: str = "fields") -> bytes:
    """Encrypt under the current key, bound to the one place (`table.column:id`) it may be read."""
    return seal_bytes(text.encode(), place, kind)


def seal_bytes(content: bytes, place: str, kind: str = "fields") -> bytes:
    """The same of what is not text, such as a file."""
    keys = ring()
    number = keys.current[kind]
    nonce = os.urandom(NONCE_BYTES)
    return (
        bytes([number]) + nonce + keys.ciphers[kind][number].encrypt(nonce, content, place.encode())
    )


def unseal(value: bytes, place: str, kind: str = "fields") -> str:
    """Decrypt what was sealed for this place, under whichever key of the ring sealed it."""
    try:
        return unseal_bytes(value, place, kind).decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"{place} holds no text") from error


def unseal_bytes(value: bytes, place: str, kind: str = "fields") -> bytes:
    try:
        nonce, body = value[1 : NONCE_BYTES + 1], value[NONCE_BYTES + 1 :]
        return ring().ciphers[kind][value[0]].decrypt(nonce, body, place.encode())
    except (LookupError, TypeError, ValueError, InvalidTag) as error:
        raise Unreadable(f"{place} was not sealed there, or its key is gone") from error


def reseal(value: bytes, place: str) -> bytes:
    """The same under the current key; Unreadable if it was not sealed there, or its key is gone."""
    return seal_bytes(unseal_bytes(value, place), place)


class Sealed:
    """A text attribute kept encrypted in another column of its row."""

    def __init__(self, column: str) -> None:
        self.column = column

    def __set_name__(self, owner: Any, name: str) -> None:
        self.table: str = owner.__tablename__

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: object, owner: type) -> str | None: ...
    def __get__(self, row: Any, owner: type) -> Self | str | None:
        if row is None:
            return self
        return self.read(getattr(row, self.column), row.id)

    def __set__(self, row: Any, value: str | None) -> None:
        if row.id is None:
            row.id = row.__table__.c.id.default.arg(None)  # as the table names its rows
        sealed = None if value is None else seal(value, self.place(row.id))
        setattr(row, self.column, sealed)

    def place(self, row_id: str) -> str:
        return f"{self.table}.{self.column}:{row_id}"

    def read(self, value: bytes | None, row_id: str) -> str | None:
        """The text of a column that was selected without its row."""
        return None if value is None else unseal(value, self.place(row_id))


def blind_key() -> int:
    """The number of the key that codes are made with now."""
    return ring().current["blind"]


def blind(kind: str, value: str, number: int | None = None) -> bytes:
    """A keyed code: equal values give equal codes, and nobody without the key gets back.

    It is made under the current key, unless another one of the ring is asked for by its number.
    """
    key = ring().blind[number or blind_key()]
    return hmac.digest(key, f"{kind}\0{value}".encode(), hashlib.sha256)[:BLIND_BYTES]


def blinds(kind: str, value: str) -> list[bytes]:
    """The code under every key of the ring: what was indexed before a rotation is found too."""
    return [blind(kind, value, number) for number in ring().blind]
