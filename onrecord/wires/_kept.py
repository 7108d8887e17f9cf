"""Find out what of a ledger is the same, and keep it there."""

from __future__ import annotations

from onrecord.furniture import furniture
from onrecord.ledger import Ledger
from onrecord.wires._grouped import wires


def find_wires(ledger: Ledger) -> None:
    """Find which articles of a ledger are the same report, what they repeat, and which lines are furniture; keep it.

    What was kept before is forgotten: every article is looked at again, some two thousand a second. Each of the two is
    kept in one transaction.
    Raises: LedgerError if the file can't be written.
    """
    ledger.keep_wires(wires(ledger.told()))
    ledger.keep_furniture(furniture(ledger.printed()))
