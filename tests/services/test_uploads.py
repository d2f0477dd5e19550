"""Which files are taken, judged by what is in them, and what is left of a picture."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image

from referrals import uploads
from referrals.errors import Invalid
from referrals.uploads import ACTS, BIG, DAMAGED, EMPTY, ENCRYPTED, TYPE, accepted, plain_name
from tests.files import doc, docx, pdf, picture


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.jpg", picture(), "image/jpeg"),
        ("A.JPEG", picture(), "image/jpeg"),
        ("a.png", picture("PNG"), "image/png"),
        ("a.pdf", pdf(), "application/pdf"),
        ("a.doc", doc(), "application/msword"),
        ("a.docx", docx(), uploads.KINDS["docx"][0]),
    ],
)
def test_what_the_nrm_form_takes_is_taken(name, content, media_type):
    assert accepted(name, content).media_type == media_type


def bomb_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
XXE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>'
BIG_PART = b"<w:document>" + b" " * (31 * 1024 * 1024) + b"</w:document>"
REFUSED = {
    "nothing": ("a.pdf", b"", EMPTY),
    "too much": ("a.pdf", pdf() + b" " * uploads.MOST_BYTES, BIG),
    "no name": ("", pdf(), TYPE),
    "only a dot": (".pdf", pdf(), TYPE),
    "a program": ("a.exe", b"MZ", TYPE),
    "a web page": ("a.html", HTML, TYPE),
    "a drawing that acts": ("a.svg", SVG, TYPE),
    "two extensions": ("a.pdf.exe", pdf(), TYPE),
    "an extension after a nul": ("a.exe\0.pdf", b"MZ", DAMAGED),
    "a web page called jpg": ("a.jpg", HTML, DAMAGED),
    "a drawing called png": ("a.png", SVG, DAMAGED),
    "a png called jpg": ("a.jpg", picture("PNG"), DAMAGED),
    "a jpg called png": ("a.png", picture(), DAMAGED),
    "half a picture": ("a.jpg", picture()[:200], DAMAGED),
    "a gif called png": ("a.png", picture("GIF"), DAMAGED),
    "a picture too large to draw": ("a.png", bomb_png(50_000, 50_000), DAMAGED),
    "a picture larger than is needed": ("a.png", bomb_png(9_000, 9_000), "too large"),
    "a virus by test": ("a.pdf", EICAR, DAMAGED),
    "a pdf that is a web page": ("a.pdf", HTML + pdf(), DAMAGED),
    "a pdf that is an archive": ("a.pdf", pdf() + docx() + b"%%EOF", DAMAGED),
    "a pdf without an end": ("a.pdf", b"%PDF-1.7 ", DAMAGED),
    "a pdf with a script": ("a.pdf", pdf(b"/OpenAction << /S /JavaScript /JS (x) >>"), ACTS),
    "a pdf that starts a program": ("a.pdf", pdf(b"/S /Launch"), ACTS),
    "a pdf with a file in it": ("a.pdf", pdf(b"/Type /EmbeddedFile"), ACTS),
    "a locked pdf": ("a.pdf", pdf(b"/Encrypt 5 0 R"), ENCRYPTED),
    "a locked docx": ("a.docx", doc("Root Entry", "EncryptedPackage"), ENCRYPTED),
    "a locked doc": ("a.doc", doc("EncryptedPackage", "WordDocument"), ENCRYPTED),
    "a doc with a macro": ("a.doc", doc("WordDocument", "_VBA_PROJECT"), ACTS),
    "a spreadsheet called doc": ("a.doc", doc("Root Entry", "Workbook"), DAMAGED),
    "a pdf called doc": ("a.doc", pdf(), DAMAGED),
    "a docx with a macro": ("a.docx", docx(word__vbaProject_dot_bin=b"x"), ACTS),
    "a docx with a thing in it": ("a.docx", docx(word__embeddings__o_dot_bin=b"x"), ACTS),
    "a docx that fetches": ("a.docx", docx(**{"word__document.xml": XXE}), DAMAGED),
    "a docx that unpacks to more": ("a.docx", docx(**{"word__document.xml": BIG_PART}), DAMAGED),
    "a docx that climbs": ("a.docx", docx(**{"..__up.xml": b"<x/>"}), DAMAGED),
    "a zip called docx": ("a.docx", b"PK\x03\x04nothing", DAMAGED),
    "text called docx": ("a.docx", b"hello", DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_could_act_or_is_not_what_it_says_is_refused(case):
    name, content, words = REFUSED[case]
    with pytest.raises(Invalid) as refused:
        accepted(name, content)
    assert words in refused.value.errors["file"][0]


@pytest.mark.parametrize(("name", "form"), [("a.jpg", "JPEG"), ("a.png", "PNG")])
def test_a_picture_keeps_its_pixels_and_nothing_of_where_it_was_taken(name, form):
    sent = picture(form, located=True) + b"<script>hidden behind it</script>"
    kept = accepted(name, sent).content

    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (20, 40)  # the right way up
        assert dict(image.getexif()) == {}
    for trace in (b"Elm Street", b"Exif", b"eXIf", b"script"):
        assert trace in sent or trace in {b"Exif", b"eXIf"}
        assert trace not in kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\letter.pdf", "letter.pdf"),
        ("let\u202efdp.ter.pdf", "letfdp.ter.pdf"),
        ("a\r\nX-Evil: 1.pdf", "aX-Evil: 1.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("é" + "́" + ".pdf", "é́.pdf"),
        ("...", ""),
    ],
)
def test_a_name_is_a_name_and_nothing_more(sent, kept):
    assert plain_name(sent) == kept


def test_a_name_of_many_marks_costs_no_time():
    started = time.process_time()
    assert plain_name("a" + 20_000 * "\u0301\u0323" + ".pdf").endswith(".pdf")
    assert time.process_time() - started < 1
