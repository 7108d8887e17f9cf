"""Telling text from what is not text by the first bytes."""

from __future__ import annotations

from onrecord.errors import NotAPage
from onrecord.pages._bytes import Source
from onrecord.pages._encoding import byte_order_mark

MAGIC = (
    (b"%PDF", "a PDF; convert it with: pdftotext FILE"),
    (b"PK\x03\x04", "an archive or an office document inside of an archive; unpack it, or save it as text or HTML"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as text or HTML"),
    (b"{\\rtf", "a rich text document; save it as text or HTML"),
    (b"bplist00", "a web archive of Safari; save the page as HTML"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd; unpack it with: zstd -d FILE"),
    (b"BZh", "packed with bzip2; unpack it with: bunzip2 FILE"),
    (b"\xfd7zXZ", "packed with xz; unpack it with: unxz FILE"),
    (b"\x1f\x8b", "packed with gzip twice; unpack it with: gunzip FILE"),
    (b"SQLite format 3", "a database; give its pages, not the database"),
    (b"\x89PNG", "an image; give the text of the page"),
    (b"\xff\xd8\xff", "an image; give the text of the page"),
    (b"GIF8", "an image; give the text of the page"),
)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b\x1a\x08"))


def head_text(source: Source) -> str:
    """The document's first characters, good enough to tell formats apart.

    Raises: NotAPage if they are no text: a known binary format, or too many control characters.
    """
    for magic, what in MAGIC:
        if source.head.startswith(magic):
            raise NotAPage(f"{source.name}: {what}")
    if source.head.startswith(b"WARC/"):  # what is in the records of an archive may be packed, or an image
        return source.head.decode("latin-1")
    encoding = byte_order_mark(source.head)
    head = source.head.decode(encoding or "latin-1", "replace")
    # A stray NUL or two is a flaw in a text, and a row of them is a program or a picture.
    flat = head.encode("latin-1", "replace")
    if len(flat) - len(flat.translate(None, CONTROLS)) > 2 + len(flat) / 50:
        raise NotAPage(f"{source.name}: binary, not a page; give HTML, plain text or JSON lines")
    return head.removeprefix("\ufeff")
