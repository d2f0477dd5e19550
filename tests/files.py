"""Files as people and others might send them, made here so that nobody's are kept."""

import io
import zipfile

from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def picture(form: str = "JPEG", *, located: bool = False) -> bytes:
    image = Image.new("RGB", (40, 20), (10, 90, 120))
    exif = Image.Exif()
    if located:
        exif[0x0112] = 6  # lies on its side
        exif[0x010E] = "Taken at 14 Elm Street"
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 24.0, 30.0)})
    made = io.BytesIO()
    image.save(made, form, **({"exif": exif} if located else {}))
    return made.getvalue()


def pdf(inside: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj << /Type /Catalog " + inside + b" >> endobj\ntrailer << >>\n%%EOF\n"


def docx(**more: bytes) -> bytes:
    parts = {
        "[Content_Types].xml": f'<Types><Override ContentType="{WORD}"/></Types>'.encode(),
        "word/document.xml": b"<w:document/>",
    } | {name.replace("__", "/").replace("_dot_", "."): body for name, body in more.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return made.getvalue()


def doc(*names: str) -> bytes:
    streams = "".join(f"{name}\0\0" for name in names or ("Root Entry", "WordDocument"))
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + streams.encode("utf-16-le")
