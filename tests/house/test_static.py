"""What the browser is given carries no government marks and nothing written inline."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
SERVED_TEXT = [path for path in SHIPPED if path.suffix in {".css", ".js", ".svg"}]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

MARKS = re.compile(r"gds.?transport|crest|crown", re.IGNORECASE)
FETCHES = re.compile(r"url\(\s*[\"']?([^\"')]+)")
INLINE = re.compile(
    r"<style|\sstyle=|<script(?![^>]*\ssrc=)|javascript:"
    r"|\son(?:click|load|submit|change|input|error|focus|blur|key\w+|mouse\w+)=",
    re.IGNORECASE,
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SHIPPED, ids=named)
def test_no_file_is_a_government_mark(path: Path) -> None:
    assert not MARKS.search(path.name)


@pytest.mark.parametrize("path", SERVED_TEXT, ids=named)
def test_nothing_asks_for_a_government_mark_or_typeface(path: Path) -> None:
    assert not MARKS.search(path.read_text())


@pytest.mark.parametrize("path", [path for path in SERVED_TEXT if path.suffix == ".css"], ids=named)
def test_a_stylesheet_fetches_only_what_is_shipped(path: Path) -> None:
    for address in FETCHES.findall(path.read_text()):
        assert (path.parent / address).is_file()


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_writes_style_or_script_inline(path: Path) -> None:
    assert not INLINE.search(path.read_text())


def test_the_missing_page_is_the_same_for_every_reader() -> None:
    loader = FileSystemLoader(ROOT / "templates")
    page = Environment(loader=loader, autoescape=True).get_template("errors/404.html")
    readers: list[dict[str, object]] = [
        {},
        {"me": {"name": "DC Nair"}, "nav": [{"href": "/", "text": "My work"}], "demo": True},
    ]
    stranger, officer = (page.render(static_url=str, **reader) for reader in readers)
    assert stranger == officer
    assert "<form" not in stranger
