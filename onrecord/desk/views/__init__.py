"""What each page holds: one function a page, from what was asked to the template's values and the JSON twin."""

from __future__ import annotations

from onrecord.desk.views.actor import actor, actors
from onrecord.desk.views.article import article
from onrecord.desk.views.front import front
from onrecord.desk.views.network import network
from onrecord.desk.views.question import question, questions
from onrecord.desk.views.search import export, search

__all__ = ["actor", "actors", "article", "export", "front", "network", "question", "questions", "search"]
