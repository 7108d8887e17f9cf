"""The ledger: one SQLite file that keeps what was read, and finds it again."""

from onrecord.ledger.faults import is_ledger
from onrecord.ledger.judgements import Judgement
from onrecord.ledger.search import EventQuery, Found, FoundEvent, Heading, Query, checked_day
from onrecord.ledger.store import Counts, Ledger
from onrecord.ledger.wired import Copy, Report, Tally

__all__ = [
    "Copy",
    "Counts",
    "EventQuery",
    "Found",
    "FoundEvent",
    "Heading",
    "Judgement",
    "Ledger",
    "Query",
    "Report",
    "Tally",
    "checked_day",
    "is_ledger",
]
