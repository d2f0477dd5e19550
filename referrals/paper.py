"""Paper: a tagged PDF (PDF/UA-1) of our own words, by a renderer that may fetch nothing (SS1)."""

import datetime as dt
import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from referrals.errors import PaperUnavailable
from referrals.words import FILTERS

ROOT = Path(__file__).parent.parent
FONT = "paper:font"
"""The one name the style sheet may ask for; it is answered from memory."""

KEEP_DAYS = 28
"""Calendar days until a print is to be destroyed: a local target, as long as a draft is kept."""


@dataclass(frozen=True)
class Stamp:
    """What every page of paper says of itself (ux F); `copy` counts the prints of one thing."""

    title: str
    reference: str
    printed_by: str
    printed_at: dt.datetime
    copy: int = 1

    @property
    def destroy_by(self) -> dt.date:
        return (self.printed_at + dt.timedelta(days=KEEP_DAYS)).date()


def printed(template: str, stamp: Stamp, **told: Any) -> bytes:
    """The PDF of `templates/paper/<template>.html`, handed views alone; PaperUnavailable if no
    PDF can be made on this machine. Call it outside a write transaction: it takes a second."""
    html = _templates().get_template(f"{template}.html").render(stamp=stamp, **told)
    pages, fetcher = _renderer(), _fetcher()()
    fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    sheet = pages.CSS(string=_sheet(), url_fetcher=fetcher, font_config=fonts)
    document = pages.HTML(string=html, url_fetcher=fetcher)
    made = document.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[sheet], font_config=fonts)
    return cast(bytes, made)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "paper"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    found.filters.update(FILTERS)
    return found


def _renderer() -> Any:
    """WeasyPrint, loaded when first asked for: it takes a second, and libraries of the system."""
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise PaperUnavailable from error


@cache
def _sheet() -> str:
    return (ROOT / "templates" / "paper" / "paper.css").read_text()


@cache
def _font() -> bytes:
    return (ROOT / "static" / "fonts" / "atkinson-next.woff2").read_bytes()


@cache
def _fetcher() -> Any:
    urls = importlib.import_module("weasyprint.urls")

    class Nothing(urls.URLFetcher):  # type: ignore[name-defined,misc]
        """Refuses every address, of this machine too; a picture or sheet of others is left out."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url == FONT:
                return urls.URLFetcherResponse(url, _font(), {"Content-Type": "font/woff2"})
            raise ValueError("paper fetches nothing")

    return Nothing
