"""Who holds what over a proposition: the chain of sources in one sentence, without a model."""

from __future__ import annotations

import time

import pytest

from onrecord.commitment import commitments, is_clausal, sentence_at
from onrecord.lexicon import CONTEXTS, _rows
from onrecord.records import Article, Model, Reading, Span

NONE, YES, NO, ASKS, QUESTIONS = "none", "affirms", "denies", "asks_for_evidence", "questions"


def held(marked: str, *, asked: bool = False) -> list[tuple[str | None, str]]:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    article = Article("x", None, None, None, None, None, None, "en", text)
    reading = Reading(article, (), (), (), (), (), (), (), Model("none", "0"))
    return [(h.source and h.source.of(text), h.stance) for h in commitments(reading, Span(start, end), asked=asked)]


@pytest.mark.parametrize(
    ("sentence", "chain"),
    [
        (
            "AFP reports that the Kremlin says that the opposition must accept that [it lost].",
            [(None, NONE), ("AFP", NONE), ("the Kremlin", YES), ("the opposition", NONE)],
        ),
        ("The opposition refused to accept that [it lost].", [(None, YES), ("The opposition", NO)]),
        ("The opposition accepted that [it lost].", [(None, YES), ("The opposition", YES)]),
        ("Canada refuses to recognise [Maduro as president].", [(None, NONE), ("Canada", NO)]),
        (
            "The EU called on Chile not to recognise [Maduro as president].",
            [(None, NONE), ("The EU", NO), ("Chile", NONE)],
        ),
        (
            "Brazil, Chile and Peru did not recognise [Maduro as president].",
            [(None, NONE), ("Brazil, Chile and Peru", NO)],
        ),
        ("Peskov denied meddling and said that [Maduro won].", [(None, NONE), ("Peskov", YES)]),
        ("Peskov said that [Maduro didn't just win].", [(None, NONE), ("Peskov", YES)]),
        ("He celebrated his claimed [victory].", [(None, NONE), ("He", NONE), ("his", YES)]),
        ("The mayor falsely claimed that [the bridge was safe].", [(None, NO), ("The mayor", YES)]),
        ("The doctor did not deny that [the valve leaked].", [(None, NONE), ("The doctor", NONE)]),
        (
            "The EU said the council must prove that [Maduro won].",
            [(None, NONE), ("The EU", ASKS), ("the council", NONE)],
        ),
        ("Maduro's claim that [he won] was rejected by Chile.", [(None, NONE), ("Chile", NO), ("Maduro", YES)]),
        ("The council rejected the claim that [Maduro lost].", [(None, NONE), ("The council", NO), (None, YES)]),
        ("The party said that [Maduro may have won].", [(None, NONE), ("The party", NONE)]),
        ("The party said that [Maduro did not win].", [(None, NONE), ("The party", NO)]),
        ("There is no evidence that [the vote was rigged].", [(None, NO)]),
        ("[The roof was rotten].", [(None, YES)]),
    ],
)
def test_the_chain_of_sources_and_what_each_holds(sentence, chain):
    assert held(sentence) == chain


@pytest.mark.parametrize(
    ("sentence", "source", "stance"),
    [
        ("Brazil called for [the tallies] to be published.", "Brazil", ASKS),
        ("Chile asked on Monday for a full [review] of the results.", "Chile", ASKS),
        ("Peru said that the council must publish [the tallies].", "Peru", ASKS),
        ("The opposition published [the tallies] and said so.", None, NONE),
    ],
)
def test_who_wants_the_tallies_asks_for_evidence(sentence, source, stance):
    assert held(sentence, asked=True)[-1] == (source, stance)


def test_every_row_has_a_letter_for_each_context_and_its_literature():
    rows = list(_rows())
    assert len(rows) > 400
    for row in rows:
        assert all(len(cell) in (0, len(CONTEXTS)) for cell in (row.source, row.author, row.passes)), row
        assert set(row.source + row.author) <= set("adqen")
        assert set(row.passes) <= set(CONTEXTS)
        assert bool(row.passes) != bool(row.source or row.author)
        assert row.literature


def test_a_sentence_does_not_end_at_an_abbreviation():
    text = "U.S. Secretary Blinken met Mr. Maduro. He left."
    assert sentence_at(text, 5).of(text) == "U.S. Secretary Blinken met Mr. Maduro."
    assert sentence_at(text, 42).of(text) == "He left."


def test_a_sentence_may_begin_with_any_capital_and_end_with_no():
    text = "Ada kept the records. Élise spoke of No. 2. He said: “No.” The mayor left."
    found = [sentence_at(text, text.index(word)).of(text) for word in ("Ada", "Élise", "He said", "mayor")]
    assert found == ["Ada kept the records.", "Élise spoke of No. 2.", "He said: “No.”", "The mayor left."]


def test_a_line_of_ten_thousand_sentences_is_cut_at_once():
    text = "The council met on Monday again. " * 10_000
    began = time.process_time()
    assert {sentence_at(text, at).of(text) for at in range(0, len(text) - 40, 33)} == {text[:32]}
    assert time.process_time() - began < 5


def test_a_clause_has_a_verb():
    assert is_clausal("it lost")
    assert not is_clausal("his claimed victory")
