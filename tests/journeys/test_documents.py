"""A document is added and opened as people and programs do it, and a large body nowhere else."""

import io

import pytest
import time_machine

from referrals.services import documents
from tests import factories
from tests.factories import TUESDAY
from tests.files import pdf
from tests.people import signed_in
from tests.web import form


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app):
    return factories.world()


@pytest.fixture
def at(world):
    return f"/cases/{factories.claimed(world).reference}"


@pytest.fixture
def nair(app, world):
    return signed_in(app.test_client(), world.nair)


def send(browser, at, content, name="Kestrel.pdf", **typed):
    page = browser.get(f"{at}/documents/new")
    given = {key: value[0] for key, value in form(page.text, "").values.items()}
    answers = {"kind": "decision_letter", "tier": "allegation", "description": "Their letter"}
    file = {"file": (io.BytesIO(content), name)} if name else {}
    return browser.post(f"{at}/documents/new", data={**given, **answers, **typed, **file})


def test_a_letter_is_added_listed_and_opened_as_an_attachment(nair, at):
    assert send(nair, at, pdf()).status_code == 303
    page = nair.get(f"{at}/documents")
    assert "Their letter" in page.text
    link = page.text.partition("/documents/")[2]
    number = next(part.partition('"')[0] for part in page.text.split("/documents/")[1:]
                  if not part.startswith("new"))  # fmt: skip
    assert link
    answer = nair.get(f"{at}/documents/{number}/file")

    assert answer.data == pdf()
    assert answer.headers["Content-Disposition"] == "attachment; filename=Kestrel.pdf"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Kestrel.pdf" in nair.get(f"{at}/documents/{number}").text


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(nair, at):
    for content, name, said in (
        (b"MZ", "a.exe", "The file must be a PDF, Word document, JPG or PNG"),
        (b"", "", "Choose a file"),
        (b"", "a.pdf", "The file is empty"),
        (pdf(b"/Encrypt"), "a.pdf", "The file is password protected"),
    ):
        page = send(nair, at, content, name)
        assert page.status_code == 422
        assert said in page.text
        assert "Their letter" in page.text
        assert 'href="#file"' in page.text
    unkept = send(nair, at, pdf(), "a.pdf", kind="")
    assert "Choose the file again: it is not kept" in unkept.text


def test_a_large_body_is_taken_here_and_nowhere_else(app, nair, at):
    two = b"x" * (2 * 1024 * 1024)
    assert large(nair, at, pdf() + two + b"%%EOF").status_code == 303
    assert large(nair, at, b"x" * (26 * 1024 * 1024)).status_code == 413
    assert nair.post(f"{at}/update", data={"text": two}).status_code == 413
    assert nair.post("/search", data={"name": two}).status_code == 413


def large(browser, at, content):
    """The form as bytes, of which no library keeps a copy in a file."""
    page = browser.get(f"{at}/documents/new")
    given = {key: value[0] for key, value in form(page.text, "").values.items()}
    fields = {**given, "kind": "statement", "tier": "allegation"}
    parts = [f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
             for key, value in fields.items()]  # fmt: skip
    head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + b"\r\n--b--\r\n"
    kind = "multipart/form-data; boundary=b"
    return browser.post(f"{at}/documents/new", data=body, content_type=kind)


def test_a_program_adds_and_opens_a_document(nair, at, world):
    token = nair.get(f"{at}/documents/new").text
    headers = {
        "X-CSRFToken": token.partition('name="csrf_token" value="')[2].partition('"')[0],
        "Idempotency-Key": "one",
    }
    sent = {"kind": "photograph", "tier": "allegation"}

    def post():
        data = {**sent, "file": (io.BytesIO(pdf()), "a.pdf")}
        return nair.post(f"/api{at}/documents", data=data, headers=headers)

    first = post()
    assert first.status_code == 201, first.text
    assert post().json == first.json
    listed = nair.get(f"/api{at}/documents").json
    assert [row["kind"] for row in listed["documents"]] == ["Photograph"]
    assert nair.get(f"{first.headers['Location']}/file").data == pdf()
    refused = nair.post(f"/api{at}/documents", json=sent, headers=headers)
    assert refused.status_code == 415


def test_a_stranger_to_the_case_is_told_nothing(app, at, world, nair):
    send(nair, at, pdf())
    reference = at.rpartition("/")[2]
    [row] = documents.documents(world.nair, reference).documents
    castellan = signed_in(app.test_client(), world.castellan)
    absent = castellan.get("/cases/RP-0000-AA/documents").data
    for path in ("", "/new", f"/{row.id}", f"/{row.id}/file"):
        answer = castellan.get(f"{at}/documents{path}")
        assert (answer.status_code, answer.data) == (404, absent)
