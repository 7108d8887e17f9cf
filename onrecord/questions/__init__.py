"""Contested questions: what may be held, who holds it, since when, and the words behind every cell.

A question file says what is asked (`read_question`); `positions` answers it from a ledger.
"""

from __future__ import annotations

from onrecord.questions._file import Proposition, Question, question_of, read_question, rosters
from onrecord.questions._positions import COLUMNS, Piece, Position, Positions, Turn, Window, located, positions
from onrecord.questions._sides import Party

__all__ = ["COLUMNS", "Party", "Piece", "Position", "Positions", "Proposition", "Question", "Turn", "Window", "located",
           "positions", "question_of", "read_question", "rosters"]
