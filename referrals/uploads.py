"""Judges a file by what is in it: pictures, PDF and Word documents, and nothing that acts.

A picture is drawn again, so that where and when it was taken, and whatever was hidden behind it,
does not come along. A document that could act when it is opened is refused (UP1).
"""

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from referrals.errors import Invalid
from workflows.documents import MOST_BYTES

MOST_PIXELS = 50_000_000
MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_OF_ONE_PART = 30 * 1024 * 1024
LONGEST_NAME = 120
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
TYPE = "The file must be a PDF, Word document, JPG or PNG"
BIG = "The file must be smaller than 25MB"
EMPTY = "The file is empty"
ENCRYPTED = "The file is password protected. Remove the password and try again"
ACTS = "The file holds a program or a macro. Save it without, and try again"
DAMAGED = "The file is damaged, or is not what its name says"
ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
ENDING = 65_557
"""How far from its end a ZIP archive says that it is one."""


@dataclass(frozen=True)
class Accepted:
    """A file fit to be kept: its name without a path, its type, and what it holds now."""

    name: str
    extension: str
    media_type: str
    content: bytes


def accepted(name: str, content: bytes) -> Accepted:
    """The file as it may be kept, or Invalid with the words for whoever chose it."""
    if not content:
        raise _refused(EMPTY)
    if len(content) > MOST_BYTES:
        raise _refused(BIG)
    plain = plain_name(name)
    extension = plain.rpartition(".")[2].lower()
    if extension not in KINDS:
        raise _refused(TYPE)
    media_type, read = KINDS[extension]
    return Accepted(plain, extension, media_type, read(content))


def plain_name(name: str) -> str:
    """A name alone: no folder, no control or direction marks, no more than people can read."""
    end = re.split(r"[\\/]", name)[-1][-4 * LONGEST_NAME :]  # many marks are slow to put in order
    last = unicodedata.normalize("NFC", end)
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem, _, extension = kept.strip(" .").rpartition(".")
    return f"{stem[:LONGEST_NAME]}.{extension[:5]}" if stem else ""


def _refused(words: str) -> Invalid:
    return Invalid({"file": [words]})


def _picture(form: str) -> Callable[[bytes], bytes]:
    def read(content: bytes) -> bytes:
        """Drawn again the right way up, from the pixels alone."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                return _drawn(content, form)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Warning,
                Image.DecompressionBombError, OverflowError, MemoryError) as error:  # fmt: skip
            raise _refused(DAMAGED) from error

    return read


def _drawn(content: bytes, form: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=(form,)) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise _refused("The picture is too large. Make it smaller and try again")
        upright = ImageOps.exif_transpose(opened)
        bare = upright.convert("RGB" if form == "JPEG" else "RGBA")
    blank = Image.new(bare.mode, bare.size)
    blank.paste(bare)
    drawn = io.BytesIO()
    blank.save(drawn, form, **({"quality": 92} if form == "JPEG" else {}))
    return drawn.getvalue()


def _pdf(content: bytes) -> bytes:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise _refused(DAMAGED)
    if b"PK\x05\x06" in content[-ENDING:]:
        raise _refused(DAMAGED)
    if re.search(rb"/Encrypt\b", content):
        raise _refused(ENCRYPTED)
    if ACTIVE_PDF.search(content):
        raise _refused(ACTS)
    return content


def _doc(content: bytes) -> bytes:
    """The old Word form: a small file system of its own, whose names are in UTF-16."""
    if not content.startswith(OLE):
        raise _refused(DAMAGED)
    if _named(content, "EncryptedPackage"):
        raise _refused(ENCRYPTED)
    if _named(content, "_VBA_PROJECT") or _named(content, "Macros"):
        raise _refused(ACTS)
    if not _named(content, "WordDocument"):
        raise _refused(DAMAGED)
    return content


def _named(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in content


def _docx(content: bytes) -> bytes:
    if content.startswith(OLE):
        raise _refused(ENCRYPTED)
    if not content.startswith(b"PK\x03\x04"):
        raise _refused(DAMAGED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _parts(archive)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError,
            EOFError, zipfile.LargeZipFile) as error:  # fmt: skip
        raise _refused(DAMAGED) from error
    return content


def _parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if not {"[Content_Types].xml", "word/document.xml"} <= names or len(parts) > MOST_PARTS:
        raise _refused(DAMAGED)
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(map(_strays, names)):
        raise _refused(DAMAGED)
    if any(_acts(name) for name in names):
        raise _refused(ACTS)
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _text(archive, part)


def _strays(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", name) or "\0" in name


def _acts(name: str) -> bool:
    lower = name.lower()
    return "vbaproject" in lower or lower.startswith(("word/embeddings/", "word/activex/"))


def _text(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part may not say more than it declared, nor define what a parser would go and fetch."""
    with archive.open(part) as opened:
        text = opened.read(MOST_OF_ONE_PART + 1)
    if len(text) > MOST_OF_ONE_PART or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise _refused(DAMAGED)
    if b"macroEnabled" in text:
        raise _refused(ACTS)


KINDS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "jpg": ("image/jpeg", _picture("JPEG")),
    "jpeg": ("image/jpeg", _picture("JPEG")),
    "png": ("image/png", _picture("PNG")),
    "pdf": ("application/pdf", _pdf),
    "doc": ("application/msword", _doc),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
}
