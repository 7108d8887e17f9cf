"""Contested questions: what may be held, who holds it, since when, and the words behind every cell.

A question file says what is asked (`read_question`); `positions` answers it from a ledger.
"""

from __future__ import annotations

from onrecord.questions._file import Proposition, Question, question_of, read_question, rosters
from onrecord.questions._inferred import Network, shipped
from onrecord.questions._positions import located, positions
from onrecord.questions._proposed import Proposed, proposed
from onrecord.questions._review import CHOICES, SHEET, Line, read_sheet, review_lines, take_rows, write_sheet
from onrecord.questions._sides import Party
from onrecord.questions._table import COLUMNS, Piece, Position, Positions, Turn, Window, rows_of

__all__ = [
    "CHOICES",
    "SHEET",
    "COLUMNS",
    "Line",
    "Network",
    "Party",
    "Piece",
    "Position",
    "Positions",
    "Proposed",
    "Proposition",
    "Question",
    "Turn",
    "Window",
    "located",
    "positions",
    "proposed",
    "question_of",
    "read_question",
    "read_sheet",
    "review_lines",
    "rosters",
    "rows_of",
    "shipped",
    "take_rows",
    "write_sheet",
]
