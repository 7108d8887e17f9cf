"""Pages in: one file per input format, and the table of them.

A new format is one file here and one row in `FORMATS`. Modules with a leading underscore serve the formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from onrecord.errors import MissingPage, UsageError
from onrecord.pages import archive, feed, folder, html, jsonl, ninjs, text, warc
from onrecord.pages._bytes import STDIN, Limits, Source, opened, opened_stream
from onrecord.pages._sniff import head_text
from onrecord.records import Failure, Page, Record

__all__ = ["FORMATS", "Format", "Limits", "files_in", "open_pages"]


class Format(Record, frozen=True):
    """An input format: the suffixes of its files, its look from the first characters, and its reader."""

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[str], bool]
    read: Callable[[Source, Limits], Iterator[Page | Failure]]


FORMATS = (
    Format("warc", warc.SUFFIXES, warc.sniff, warc.read),
    Format("feed", feed.SUFFIXES, feed.sniff, feed.read),
    Format("html", html.SUFFIXES, html.sniff, html.read),
    # Before JSON lines, whose look is any object's.
    Format("ninjs", ninjs.SUFFIXES, ninjs.sniff, ninjs.read),
    Format("jsonl", jsonl.SUFFIXES, jsonl.sniff, jsonl.read),
    # Last, because any text is plain text.
    Format("text", text.SUFFIXES, text.sniff, text.read),
)
"""The order in which content is sniffed when the suffix says nothing."""

_BY_NAME = {row.name: row for row in FORMATS}
_BY_SUFFIX = {suffix: row for row in FORMATS for suffix in row.suffixes}


def open_pages(
    source: str | Path, *, format: str | None = None, limits: Limits | None = None
) -> Iterator[Page | Failure]:
    """The pages of a file, of all files in a folder or a zip archive (in sorted order), or of standard input ("-").

    The format is the one that is named, else that of the suffix, else the one the content looks like;
    gzip is unpacked wherever its magic bytes stand. A bad file in a folder and a bad line of JSON are
    yielded as a `Failure`, and the rest go on. Sizes in `limits` are bytes after unpacking.

    Raises: at once, UsageError for a format that is not in `FORMATS`, MissingPage for an impossible name;
    while iterating, for the source itself, MissingPage, NotAPage (empty, binary, broken) or PageTooLarge.
    """
    if format is not None and format not in _BY_NAME:
        raise UsageError(f"no format {format!r}; choose one of {', '.join(_BY_NAME)}")
    named, limits = _BY_NAME.get(format or ""), limits or Limits()
    if str(source) == "-":
        return _pages(None, STDIN, named, limits)
    if "\0" in str(source):
        raise MissingPage(f"{str(source)!r}: no file name has a NUL in it; check the path")
    path = Path(source)
    if _is_folder(path):
        return folder.walk(path, lambda file: _pages(file, str(file), named, limits))
    return _pages(path, str(path), named, limits)


def files_in(source: str | Path) -> Iterator[Path | str | Failure]:
    """The files that `open_pages` would read: those of a folder, with a Failure for what can't be read there, or the
    source itself."""
    if str(source) == "-" or "\0" in str(source) or not _is_folder(Path(source)):
        yield source
        return
    found = folder.entries(Path(source))
    yield next(found, source)
    yield from found


def _pages(path: Path | None, name: str, named: Format | None, limits: Limits) -> Iterator[Page | Failure]:
    with opened(path, name) as source:
        if source.head.startswith(archive.MAGIC):
            yield from archive.read(source, limits, lambda stream, member: _member(stream, member, named, limits))
        else:
            yield from _read(source, path, named, limits)


def _member(stream: IO[bytes], name: str, named: Format | None, limits: Limits) -> Iterator[Page | Failure]:
    with opened_stream(stream, name) as source:
        yield from _read(source, Path(name), named, limits)


def _read(source: Source, path: Path | None, named: Format | None, limits: Limits) -> Iterator[Page | Failure]:
    head = head_text(source)
    row = named or _by_suffix(path) or next(row for row in FORMATS if row.sniff(head))
    yield from row.read(source, limits)


def _by_suffix(path: Path | None) -> Format | None:
    """The row of the last suffix that is not ".gz"."""
    suffixes = [suffix.lower() for suffix in path.suffixes] if path else []
    while suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return _BY_SUFFIX.get(suffixes[-1]) if suffixes else None


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    # A name too long, a parent without permission: opening it as a file tells why.
    except OSError:
        return False
