"""WARC (ISO 28500): the web pages of a crawl, each response with HTML or plain text in it a page.

warcio reads the archive as a stream, so that one on standard input and one inside of another file are read alike.
"""

from __future__ import annotations

import logging
import zlib
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
    """A record that may hold a page: address, media type, charset, and at most the cap and one byte more of it; or why
    it can't be read."""

    url: str | None
    media: str
    charset: str | None
    data: bytes
    why: str = ""


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
        elif found.why:
            yield Failure(name, "pages", f"{name}: {found.why}")
        elif found.data.strip():
            yield Page(name, KINDS[found.media], found.data, found.charset, found.url)
    if not held:
        raise NotAPage(f"{source.name}: no response of status 200 that is HTML or text; give an archive with some")


def _responses(source: Source, cap: int) -> Iterator[tuple[int, Response]]:
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - a crawl is rare, and the import slow
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    try:
        for number, record in enumerate(ArchiveIterator(_Packed(source.stream)), start=1):
            if record.rec_headers.get_header("Content-Length") is None:
                raise BreaksOffError("it ends within the head of a record")
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
    data, why = _unpacked(_body(record, cap), _header(record, "Content-Encoding"), cap)
    return Response(record.rec_headers.get_header("WARC-Target-URI"), media, charset, data, why)


def _header(record: ArcWarcRecord, name: str) -> str:
    found = record.http_headers.get_header(name) if record.http_headers else None
    return (found or "").strip().lower()


def _body(record: ArcWarcRecord, cap: int) -> bytes:
    """The body as it was sent, without the sizes of its chunks; at most the cap and one byte more."""
    from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415 - see _responses

    chunked = _header(record, "Transfer-Encoding") == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    data = b""
    while len(data) <= cap and (block := stream.read(cap + 1 - len(data))):
        data += block
    return data


def _unpacked(data: bytes, coding: str, cap: int) -> tuple[bytes, str]:
    """The body as it is read, all members of its gzip, and why it can't be. Crawlers also keep bodies that they have
    unpacked under the header of what they were."""
    if coding in ("gzip", "x-gzip") and data.startswith(b"\x1f\x8b"):
        return _inflated(data, zlib.MAX_WBITS | 16, cap)
    if coding == "deflate":
        zipped = data[:1] == b"\x78" and int.from_bytes(data[:2], "big") % 31 == 0
        found, why = _inflated(data, zlib.MAX_WBITS if zipped else -zlib.MAX_WBITS, cap)
        return (found, why) if zipped or not why else (data, "")
    known = coding in ("", "identity", "gzip", "x-gzip")
    return data, "" if known or _is_utf8(data) else f"packed with {coding}; crawl it without, or with gzip"


def _inflated(data: bytes, window: int, cap: int) -> tuple[bytes, str]:
    out = b""
    while data and len(out) <= cap:
        unpack = zlib.decompressobj(window)
        try:
            out += unpack.decompress(data, cap + 1 - len(out))
        except zlib.error as error:
            return out, f"its body is broken ({error}); fetch it again"
        if not unpack.eof and len(out) <= cap:
            return out, "its body breaks off; fetch it again"
        data = unpack.unused_data if unpack.unused_data.startswith(b"\x1f\x8b") else b""
    return out, ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.end >= len(data)  # cut at the cap, within a character
    return True


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
