"""Every error that onrecord raises on purpose. Each message names the file and the fix."""

from __future__ import annotations


class OnrecordError(Exception):
    """The root: catch this to catch all of ours. `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(OnrecordError):
    """The call itself is off: an impossible date, an unknown format."""

    exit_code = 2


class PageError(OnrecordError):
    """One page could not be read; the others can."""

    exit_code = 3


class MissingPage(PageError):
    """No such file, or no permission to read it."""


class NotAPage(PageError):
    """The bytes are no format that we read: binary, empty, a broken archive."""


class NoText(PageError):
    """The page was read and holds no article text."""


class PageTooLarge(PageError):
    """Over the size cap, before or after unpacking."""


class PageTimeout(PageError):
    """Reading the page took longer than it may, and was ended."""


class LedgerError(OnrecordError):
    """The ledger can't be opened, was made by another version, or can't be written (a full disk)."""

    exit_code = 4


class ModelError(OnrecordError):
    """The model folder is missing, incomplete, or does not match its checksum."""

    exit_code = 5


class OntologyError(OnrecordError):
    """A codebook folder is missing or an entry of it is wrong."""

    exit_code = 2


class ClusterError(OnrecordError):
    """The cluster can't be reached, or lost its workers again and again."""

    exit_code = 6
