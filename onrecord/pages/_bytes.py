"""Bytes in, bounded: opens a file or standard input, unpacks gzip by its magic bytes, never reads past a cap."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

from onrecord.errors import MissingPage, NotAPage, PageTooLarge
from onrecord.records import Record

STDIN = "<stdin>"
GZIP_MAGIC = b"\x1f\x8b"
HEAD = 4096
"""Bytes that sniffing looks at."""


class Limits(Record, frozen=True):
    """The most bytes of one page, after unpacking, of one line of JSON, and of a zip archive as it is packed."""

    page: int = 16 * 2**20
    line: int = 16 * 2**20
    archive: int = 4 * 2**30


class Source(Record, frozen=True):
    """An open document: its name for messages, its unpacked bytes, and their first `HEAD`, which `stream` repeats."""

    name: str
    stream: IO[bytes]
    head: bytes


@contextmanager
def opened(path: Path | None, name: str) -> Iterator[Source]:
    """The document at `path`, or standard input if None, unpacked if it is gzip.

    Raises: MissingPage if it can't be opened or read, NotAPage if it is empty or its gzip is broken
    (also later, while the stream is read within the `with`).
    """
    try:
        raw = sys.stdin.buffer if path is None else path.open("rb")
        with nullcontext() if path is None else raw:
            yield _unpacked(name, raw)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise NotAPage(f"{name}: a broken gzip file ({error}); fetch or pack it again") from error
    except FileNotFoundError as error:
        raise MissingPage(f"{name}: no such file; check the path") from error
    except PermissionError as error:
        raise MissingPage(f"{name}: no permission to read it; change it with chmod or run as its owner") from error
    except OSError as error:
        raise MissingPage(f"{name}: can't be read ({error.strerror or error}); check the path and the disk") from error


@contextmanager
def opened_stream(stream: IO[bytes], name: str) -> Iterator[Source]:
    """A document that is open already, unpacked if it is gzip. Raises: NotAPage as `opened` does."""
    try:
        yield _unpacked(name, stream)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise NotAPage(f"{name}: a broken gzip file ({error}); fetch or pack it again") from error


def read_page(source: Source, limits: Limits) -> bytes:
    """All bytes of the document.

    Raises: PageTooLarge over `limits.page`.
    """
    data = source.stream.read(limits.page + 1)
    if len(data) > limits.page:
        raise PageTooLarge(f"{source.name}: {over(limits.page)}; split it or raise the cap")
    return data


def read_lines(source: Source, limits: Limits) -> Iterator[bytes | None]:
    """The lines of the document, without their ends; None stands for a line over `limits.line`, which is skipped."""
    while line := source.stream.readline(limits.line + 1):
        if len(line) <= limits.line or line.endswith(b"\n"):
            yield line.rstrip(b"\r\n")
        else:
            _skip_line(source.stream)
            yield None


def over(cap: int) -> str:
    """The words of an error message for a size over `cap` bytes."""
    return f"larger than {cap / 2**20:g} MiB unpacked"


def _unpacked(name: str, raw: IO[bytes]) -> Source:
    source = _with_head(name, raw)
    if source.head.startswith(GZIP_MAGIC):
        source = _with_head(name, gzip.GzipFile(fileobj=source.stream, mode="rb"))
    if not source.head:
        raise NotAPage(f"{name}: empty; save the page again or leave the file out")
    return source


def _with_head(name: str, stream: IO[bytes] | gzip.GzipFile) -> Source:
    # A packed file that breaks off gives what it has read by read; a read that waits for all of a block gives nothing.
    read = stream.read1 if isinstance(stream, gzip.GzipFile) else stream.read
    head = _head(read)
    return Source(name, io.BufferedReader(_Replay(head, read)), head)


def _head(read: Callable[[int], bytes]) -> bytes:
    """The first HEAD bytes, or those before the place where the document breaks off."""
    head = b""
    try:
        while len(head) < HEAD and (more := read(HEAD - len(head))):
            head += more
    except EOFError:
        if not head:
            raise
    return head


class _Replay(io.RawIOBase):
    """The head, then the rest: a pipe can be sniffed but not rewound, and `peek` on it may see a single byte."""

    def __init__(self, head: bytes, read: Callable[[int], bytes]) -> None:
        self._head, self._read = head, read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = len(buffer)
        data, self._head = (self._head[:size], self._head[size:]) if self._head else (self._read(size), b"")
        buffer[: len(data)] = data
        return len(data)


def _skip_line(stream: IO[bytes]) -> None:
    while (rest := stream.readline(HEAD)) and not rest.endswith(b"\n"):
        pass
