"""WARC (ISO 28500): the web pages of a crawl, each response with HTML or plain text in it a page.

warcio reads the archive as a stream, so that one on standard input and one inside of another file are read alike.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, NamedTuple

from onrecord.errors import NotAPage
from onrecord.pages._bytes import Limits, Source, over
from onrecord.records import Failure, Page

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

SUFFIXES = (".warc",)
KINDS = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
MOST = 2**30
"""Bytes of a record that are passed over to come to the next one: some seconds."""

# Without a handler of its own, warcio's warnings would be printed on the user's terminal.
logging.getLogger("warcio").addHandler(logging.NullHandler())
_BROKEN = "the archive is broken; fetch it again, the pages before that place were read"


class Response(NamedTuple):
    """A record that may hold a page: address, media type, charset, and at most the cap and one byte more of it."""

    url: str | None
    media: str
    charset: str | None
    data: bytes


def sniff(head: str) -> bool:
    """Whether the document opens as an archive does."""
    return head.startswith("WARC/")


def read(source: Source, limits: Limits) -> Iterator[Page | Failure]:
    """A page for each response of status 200 (and each resource or conversion) that is HTML or plain text, named
    "FILE#N", N the record's number counted from 1; a record over `limits.page` is a Failure.

    Raises: NotAPage where the archive breaks off or is none, the pages before it have been given; and if it holds none.
    """
    held = False
    for number, found in _responses(source, limits.page):
        name, held = f"{source.name}#{number}", True
        if len(found.data) > limits.page:
            yield Failure(name, "pages", f"{name}: {over(limits.page)}; raise the cap")
        elif found.data.strip():
            yield Page(name, KINDS[found.media], found.data, found.charset, found.url)
    if not held:
        raise NotAPage(f"{source.name}: no response of status 200 that is HTML or text; give an archive with some")


def _responses(source: Source, cap: int) -> Iterator[tuple[int, Response]]:
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - a crawl is rare, and the import slow
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    try:
        for number, record in enumerate(ArchiveIterator(_Packed(source.stream)), start=1):
            found = _response(record, cap)
            if (found is None or len(found.data) <= cap) and _breaks_off(record):
                raise BreaksOffError("it ends within a record")
            if found is not None:
                yield number, found
                _pass_over(record)
    # The last four: warcio's own, of a record without an address, a length that is none, a header that is cut.
    except (ArchiveLoadFailed, BreaksOffError, AttributeError, IndexError, KeyError, ValueError) as error:
        raise NotAPage(f"{source.name}: {_BROKEN} ({error})") from error


class BreaksOffError(Exception):
    """The archive ends where it should go on."""


class _Packed:
    """A stream whose gzip breaks off tells so: an EOFError is for warcio the end of a sound archive."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except EOFError as error:
            raise BreaksOffError(str(error)) from error


def _response(record: ArcWarcRecord, cap: int) -> Response | None:
    """What may be a page; None if it is none."""
    http = record.http_headers
    status = http.get_statuscode() if http else "200"
    media, charset = _media((http or record.rec_headers).get_header("Content-Type"))
    if record.rec_type not in ("response", "resource", "conversion") or status != "200" or media not in KINDS:
        return None
    return Response(
        record.rec_headers.get_header("WARC-Target-URI"), media, charset, record.content_stream().read(cap + 1)
    )


def _breaks_off(record: ArcWarcRecord) -> bool:
    """Whether the archive ends before the record does: warcio itself gives a shorter record and says nothing."""
    while record.raw_stream.read(2**16):
        pass
    return bool(getattr(record.raw_stream, "limit", 0))


def _pass_over(record: ArcWarcRecord) -> None:
    """Read to the end of a record that is over the cap. Raises: BreaksOffError if that end does not come."""
    left = MOST
    while data := record.raw_stream.read(2**16):
        left -= len(data)
        if left < 0:
            raise BreaksOffError(f"a record unpacks to more than {MOST / 2**30:g} GiB")


def _media(kind: str | None) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type."""
    media, _, rest = (kind or "").partition(";")
    charset = rest.partition("charset=")[2].strip(" \"'").split(";")[0] or None
    return media.strip().lower(), charset
