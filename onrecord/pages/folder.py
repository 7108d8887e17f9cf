"""A folder: every file below it, in sorted order; a bad file is a Failure and the rest are read all the same."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from onrecord.errors import NotAPage, PageError
from onrecord.records import Failure, Page


def walk(folder: Path, read_file: Callable[[Path], Iterator[Page | Failure]]) -> Iterator[Page | Failure]:
    """The pages of all files, a folder's own files before those of its subfolders, each by name.

    Files and folders whose names begin with a dot are passed over; links to folders are not followed.
    Raises: NotAPage if there is no file at all.
    """
    found = False
    for entry in entries(folder):
        found = True
        if isinstance(entry, Failure):
            yield entry
            continue
        try:
            yield from read_file(entry)
        except PageError as error:
            yield Failure(str(entry), "pages", str(error))
    if not found:
        raise NotAPage(f"{folder}: no files in this folder; check the path")


def entries(folder: Path) -> Iterator[Path | Failure]:
    """The files that `walk` reads, in its order, and a Failure in the place of what it can't read."""
    unreadable: list[Failure] = []
    for parent, subfolders, files in os.walk(folder, onerror=lambda error: unreadable.append(_no_entry(error))):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        yield from (_regular(Path(parent, name)) for name in sorted(files) if not name.startswith("."))
        yield from unreadable
        unreadable.clear()
    yield from unreadable


def _regular(path: Path) -> Path | Failure:
    told = f"{path}: not a regular file; leave it out of the folder"
    return Failure(str(path), "pages", told) if _waits(path) else path


def _waits(path: Path) -> bool:
    """Whether it is a pipe, a socket or a device, which could wait for a writer for ever."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    # A dead link, a parent without permission: opening it tells why.
    except OSError:
        return False


def _no_entry(error: OSError) -> Failure:
    name = str(error.filename)
    return Failure(name, "pages", f"{name}: the folder can't be read ({error.strerror}); change it with chmod")
