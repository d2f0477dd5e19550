"""A file that leaves the service, and what is asked before it does."""

from dataclasses import dataclass

from workflows.definition import Question


@dataclass(frozen=True)
class Taking:
    """One kind of copy as it is asked for."""

    reference: str
    title: str
    words: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class File:
    """The bytes that leave, under a name that says nothing of anybody, and their SHA-256."""

    name: str
    media_type: str
    content: bytes
    digest: str
