"""One run at a time: a lock that the kernel takes back when its process ends, however that ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from onrecord.errors import LedgerError


@contextmanager
def only_one(lock: Path, what: str) -> Iterator[None]:
    """Hold the file `lock` while the block lasts; it says which process does, and goes when that is done with it.

    Raises: LedgerError, naming `what` and the fix, if another process holds it or it can't be made.
    """
    file = _held(lock, what)
    try:
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
    finally:
        # A folder that was taken away, a disk that has become read-only: there is nothing left to hold.
        with suppress(OSError):
            lock.unlink(missing_ok=True)
        with suppress(OSError):
            file.close()


def _held(lock: Path, what: str) -> IO[str]:
    while True:
        file = _opened(lock, what)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            who = file.read(20).strip() or "unknown"
            file.close()
            raise LedgerError(
                f"{what}: another run (process {who}) is filling it; let that one end, or read into another one"
            ) from error
        # Who held it before may have taken the file away between our opening and our locking it.
        if _is_still(lock, file):
            return file
        file.close()


def _opened(lock: Path, what: str) -> IO[str]:
    try:
        return lock.open("a+", encoding="ascii", errors="replace") if not lock.exists() else lock.open("r+")
    except FileNotFoundError:
        return _opened(lock, what)
    except OSError as error:
        fix = "see that you may write there and the disk is not full"
        raise LedgerError(f"{what}: can't be filled, {lock.name} can't be made ({error.strerror}); {fix}") from error


def _is_still(lock: Path, file: IO[str]) -> bool:
    try:
        there = lock.stat()
    except FileNotFoundError:
        return False
    held = os.fstat(file.fileno())
    return (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)
