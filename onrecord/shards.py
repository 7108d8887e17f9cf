"""Shards: the pages of a run, cut into units of work, each page known by what it is and how it is read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from onrecord.errors import UsageError
from onrecord.pages import files_in
from onrecord.records import Failure, Page, Record, content_id

BLOCK = 64
"""Consecutive pages that stay together when a run with few files is shared out."""

_SHARE = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")


class Task(Record, frozen=True):
    """A page to be read; or what is to be told in its place: that it failed, or that it was read before as `known`."""

    name: str
    input: str = ""
    page: Page | None = None
    failure: Failure | None = None
    known: str | None = None


Shard = tuple[Task, ...]


class Share(Record, frozen=True):
    """Which part of a run this is: `number`, from 1, of `of`."""

    number: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.number}-of-{self.of}"


def shards(tasks: Iterable[Task], size: int) -> Iterator[Shard]:
    """The tasks in their order, `size` at a time."""
    stream = iter(tasks)
    while shard := tuple(islice(stream, size)):
        yield shard


def shard_id(tasks: Sequence[str]) -> str:
    """The id of a shard, from those of its pages: the same pages, read in the same way, are the same shard."""
    return content_id("shard", *tasks)


def input_id(page: Page, terms: str) -> str:
    """The id of a page as it is read on these terms: from its bytes and all that was said of it, not from its name."""
    facts = (page.kind, page.encoding, page.url, page.outlet, page.title, page.byline, page.published)
    return content_id("input", terms, hashlib.sha256(page.data).hexdigest(), *(fact or "" for fact in facts))


def share_of(words: str) -> Share:
    """The share that "3/40" is. Raises: UsageError if it is none."""
    found = _SHARE.fullmatch(words.strip())
    if not found or int(found[1]) > int(found[2]):
        raise UsageError(f"--shard {words}: no share of a run; write which and of how many, like 3/40")
    return Share(int(found[1]), int(found[2]))


Source = str | Path | Failure


def sources_of(
    sources: Iterable[str | Path], share: Share, passed: Callable[[str], bool] = lambda _: False
) -> tuple[Iterable[Source], Share]:
    """The files of this share, and which of their pages are its own; a Failure in the place of what can't be read.

    Where there are files enough, a share is every `of`-th file; else it is every `of`-th block of pages, and each
    share has to open them all. A file whose name is `passed` over does not count: the parts that shares write may lie
    in the folder that they read.
    """
    named = (file for source in sources for file in files_in(source))
    files = (file for file in named if isinstance(file, Failure) or not passed(str(file)))
    if share.of == 1:
        return files, share
    listed = list(files)
    return (listed, share) if len(listed) < share.of else (listed[share.number - 1 :: share.of], Share())


def is_own(number: int, share: Share) -> bool:
    """Whether the page of this number, counted from 0 through all the sources, belongs to the share."""
    return (number // BLOCK) % share.of == share.number - 1
