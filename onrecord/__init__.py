"""onrecord reads news pages and keeps the record: who said what, every row pinned to the words it came from."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from onrecord.errors import OnrecordError
from onrecord.records import (
    Actor,
    Article,
    Content,
    Cue,
    Doubt,
    Event,
    Failure,
    Model,
    Page,
    Passage,
    Reading,
    Reference,
    Span,
    Statement,
    When,
    Where,
    reading_from_json,
    to_json,
)

if TYPE_CHECKING:
    from onrecord.actors import Resolved, who
    from onrecord.ledger import Found, Ledger, Query
    from onrecord.parts import Parts
    from onrecord.questions import Position, Positions, Question, positions, read_question
    from onrecord.reader import Reader
    from onrecord.run import Given, Run, Summary, read, read_all
    from onrecord.wires import find_wires
    from onrecord.workers import Pool

__version__ = "0.3.0"

__all__ = [
    "Actor",
    "Article",
    "Content",
    "Cue",
    "Doubt",
    "Event",
    "Failure",
    "Found",
    "Given",
    "Ledger",
    "Model",
    "OnrecordError",
    "Page",
    "Parts",
    "Passage",
    "Pool",
    "Position",
    "Positions",
    "Query",
    "Question",
    "Reader",
    "Reading",
    "Reference",
    "Resolved",
    "Run",
    "Span",
    "Statement",
    "Summary",
    "When",
    "Where",
    "__version__",
    "find_wires",
    "positions",
    "read",
    "read_all",
    "read_question",
    "reading_from_json",
    "to_json",
    "who",
]

# Loaded when first asked for: `onrecord --help` and `onrecord find` must not wait for the encoder and the HTML parser.
_LATER = {
    "Found": "onrecord.ledger",
    "Given": "onrecord.run",
    "Ledger": "onrecord.ledger",
    "Parts": "onrecord.parts",
    "Pool": "onrecord.workers",
    "Position": "onrecord.questions",
    "Positions": "onrecord.questions",
    "Query": "onrecord.ledger",
    "Question": "onrecord.questions",
    "Reader": "onrecord.reader",
    "Resolved": "onrecord.actors",
    "Run": "onrecord.run",
    "Summary": "onrecord.run",
    "find_wires": "onrecord.wires",
    "positions": "onrecord.questions",
    "read": "onrecord.run",
    "read_all": "onrecord.run",
    "read_question": "onrecord.questions",
    "shipped_likeness": "onrecord.likeness",
    "who": "onrecord.actors",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_LATER[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
