"""Everything that leaves the service, as the text that somebody could read out of it."""

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from sqlalchemy import Engine, MetaData, select
from werkzeug.test import TestResponse


def said(answer: TestResponse) -> str:
    """Head and body of an answer, what is printed on a PDF, and what is packed into JSON."""
    text = str(answer.headers) + answer.data.decode("latin-1")
    if answer.mimetype == "application/pdf":
        text += printed(answer.data)
    if answer.is_json:
        text += "".join(packed(answer.json))
    return text


def printed(content: bytes) -> str:
    """The words of a PDF, and what it says of itself; nothing of one that cannot be read."""
    if b"xref" not in content:
        return ""
    reader = PdfReader(io.BytesIO(content))
    return "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)


def packed(value: Any) -> Iterator[str]:
    """Files that the API hands over as base64."""
    if isinstance(value, list):
        for part in value:
            yield from packed(part)
    elif isinstance(value, dict):
        if "media_type" in value:
            content = base64.b64decode(value["content"])
            yield content.decode("latin-1") + printed(content)
        yield json.dumps(value, ensure_ascii=False)


def stored(engine: Engine) -> Iterator[tuple[str, str]]:
    """Every value of every table as it lies there, with the column it lies in."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        for table in tables.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for column, value in row.items():
                    if isinstance(value, bytes | memoryview):
                        yield f"{table.name}.{column}", bytes(value).decode("latin-1")
                    else:
                        yield f"{table.name}.{column}", str(value)


def files(*folders: Path) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield path.name, path.name + path.read_bytes().decode("latin-1")
