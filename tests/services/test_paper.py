"""Paper says what it is on every page, is tagged for screen readers, and fetches nothing."""

import datetime as dt
import io
import socket
import sys

import pytest
from pypdf import PdfReader

from referrals import paper
from referrals.errors import PaperUnavailable
from referrals.paper import Stamp

STAMP = Stamp(
    title="NRM pack",
    reference="RP-4827-KT",
    printed_by="DC Nair",
    printed_at=dt.datetime(2026, 3, 12, 9, 24, tzinfo=dt.UTC),
    copy=3,
)
LONG = "A sentence of many that fill more than one side. " * 300


@pytest.fixture
def say(tmp_path, monkeypatch):
    """A paper of one paragraph, which may hold anything."""
    (tmp_path / "said.html").write_text(
        '{% extends "base.html" %}{% block content %}<h1>Said</h1>{{ words | safe }}{% endblock %}'
    )
    loader = paper._templates().loader
    monkeypatch.setattr(loader, "searchpath", [*loader.searchpath, str(tmp_path)])
    return lambda words: paper.printed("said", STAMP, words=words)


def test_every_page_says_what_it_is_and_when_it_is_to_be_destroyed(say):
    pages = PdfReader(io.BytesIO(say(f"<p>{LONG}</p>"))).pages

    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        text = " ".join(page.extract_text().split())
        assert "OFFICIAL-SENSITIVE" in text
        assert "RP-4827-KT – NRM pack" in text
        assert f"Page {number} of 3" in text
        assert "Printed by DC Nair, Thu 12 March 2026, 09:24, copy 3." in text
        assert "Destroy by Thu 9 April 2026." in text


def test_it_is_tagged_in_english_as_a_screen_reader_needs_it(say):
    root = PdfReader(io.BytesIO(say("<p>Words</p>"))).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in root
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()


def test_nothing_is_fetched_whatever_the_words_ask_for(say, tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="20">canary</text></svg>')
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        nobody.setblocking(False)
        asked = (
            f"file://{secret}",
            f"http://127.0.0.1:{nobody.getsockname()[1]}/x.png",
            "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        )
        made = say("".join(f'<img src="{url}" alt="Not shown">' for url in asked))

        with pytest.raises(BlockingIOError):
            nobody.accept()
    text = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "canary" not in text
    assert text.count("Not shown") == len(asked), "a picture left out is said by its words"


def test_without_the_libraries_it_says_what_is_missing(say, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(PaperUnavailable) as refused:
        say("<p>Words</p>")
    assert "libpango-1.0-0" in refused.value.words
