"""The desk: a ledger as pages on this machine, made for reading and checking; nothing leaves it.

`serve` opens it; `application` is the same for a server or a test of one's own.
"""

from __future__ import annotations

from onrecord.desk.answers import Answers
from onrecord.desk.app import application
from onrecord.desk.report import report
from onrecord.desk.serve import serve
from onrecord.desk.views._shown import Desk

__all__ = ["Answers", "Desk", "application", "report", "serve"]
