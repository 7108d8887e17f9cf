"""A zip archive: every file in it, in sorted order, as a folder would give them; nothing is unpacked to the disk."""

from __future__ import annotations

import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from onrecord.errors import NotAPage, PageError, PageTooLarge
from onrecord.pages._bytes import Limits, Source, over
from onrecord.records import Failure, Page

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
IN_MEMORY = 64 * 2**20
# What only an office document or an app has.
_OFFICE = frozenset(("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml"))


def read(
    source: Source, limits: Limits, read_member: Callable[[IO[bytes], str], Iterator[Page | Failure]]
) -> Iterator[Page | Failure]:
    """The pages of every member, named "FILE!MEMBER"; what can't be read is a Failure and the rest go on.

    A member is read as it unpacks, so that one of a few bytes that would unpack to gigabytes meets the cap of its
    format, not the end of the memory. Members that are archives themselves are not opened.
    Raises: NotAPage if it is no archive or an office document, PageTooLarge over `limits.archive`.
    """
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as whole:
        _copy(source, whole, limits.archive)
        try:
            with zipfile.ZipFile(whole) as archive:
                yield from _members(source.name, archive, read_member)
        except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
            raise NotAPage(f"{source.name}: a broken zip archive ({error}); fetch or pack it again") from error


def _copy(source: Source, whole: IO[bytes], cap: int) -> None:
    size = 0
    while block := source.stream.read(2**20):
        size += len(block)
        if size > cap:
            raise PageTooLarge(f"{source.name}: {over(cap)}; split the archive or raise the cap")
        whole.write(block)
    whole.seek(0)


def _members(
    name: str, archive: zipfile.ZipFile, read_member: Callable[[IO[bytes], str], Iterator[Page | Failure]]
) -> Iterator[Page | Failure]:
    listed = sorted((m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)), key=_filename)
    if any(m.filename in _OFFICE for m in listed):
        raise NotAPage(f"{name}: an office document or a program; save it as text or HTML")
    if not listed:
        raise NotAPage(f"{name}: no files in this archive; pack it again")
    for member in listed:
        label = f"{name}!{member.filename}"
        try:
            with archive.open(member) as stream:
                yield from read_member(stream, label)
        except PageError as error:
            yield Failure(label, "pages", str(error))
        # A password, a method of packing that is not known, a member that breaks off.
        except (RuntimeError, OSError, zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError) as error:
            yield Failure(label, "pages", f"{label}: can't be unpacked ({error}); pack it again without a password")


def _filename(member: zipfile.ZipInfo) -> str:
    return member.filename


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
