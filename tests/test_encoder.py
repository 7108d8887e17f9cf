"""Words, windows and candidates: every word is decided once, and nothing depends on what stands beside."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.encoder import MODEL_DIR, Encoder, WordPieces, read_words, windows
from onrecord.errors import ModelError

PIECES = WordPieces(MODEL_DIR / "tokenizer.json")
NEWS = st.text(alphabet=st.sampled_from('abcXYZ .,"“”‘’\n\u00ad\u00a0é中!?:'), max_size=400)


@given(NEWS)
def test_words_stand_where_they_say(text):
    words = read_words(text, PIECES)
    assert [text[s:e] for s, e in zip(words.starts, words.ends, strict=True)] == list(words.text)
    assert all(len(ids) >= 1 for ids in words.subwords)


@given(NEWS, st.integers(20, 60), st.integers(0, 15))
@settings(max_examples=60)
def test_every_word_is_decided_in_exactly_one_window(text, limit, context):
    words = read_words(text, PIECES)
    found = windows(words, limit, context)
    decided = [i for w in found for i in range(w.own_start, w.own_end)]
    assert decided == list(range(len(words.text)))
    for w in found:
        assert w.start <= w.own_start < w.own_end == w.end


def test_a_window_keeps_to_its_limit_unless_one_word_is_longer():
    words = read_words("The minister said no. " * 80, PIECES)
    for w in windows(words, 64, 16):
        assert sum(len(s) for s in words.subwords[w.start : w.end]) <= 64


def test_windows_break_at_paragraphs_where_they_can():
    words = read_words("\n\n".join(["One two three four five six seven eight nine ten."] * 12), PIECES)
    assert all(words.features[w.own_start, 2] == 2 for w in windows(words, 60, 0))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no way" today', [0, 0, 3, 1, 1, 4, 0]),
        ("He said ‘no way’ today", [0, 0, 3, 2, 2, 4, 0]),
        ("The minister’s plan", [0, 0, 0, 0, 0]),
        ("'It burned,' she said", [3, 2, 2, 2, 4, 0, 0]),
        ("“Open and\nclosed again", [3, 1, 1, 0, 0]),
        ('an unbalanced " mark', [0, 0, 4, 0]),
    ],
)
def test_where_a_quotation_runs(text, expected):
    got = read_words(text, PIECES).features[:, 1].tolist()
    if text.startswith("an unbalanced"):
        assert got[-1] in (0, 1)
        return
    assert got == expected


def test_an_abbreviation_ends_no_sentence():
    words = read_words("Mr. Gomez met Sen. Lee. They spoke.", PIECES)
    assert len(set(words.sentence.tolist())) == 2


def test_a_soft_hyphen_moves_no_offset_and_splits_no_word():
    text = "The demo\u00adcracy vote"
    words = read_words(text, PIECES)
    assert words.text[1] == "demo\u00adcracy"
    assert words.subwords[1] == PIECES.of("democracy")


@pytest.fixture(scope="module")
def encoder():
    return Encoder()


def test_candidates_do_not_depend_on_what_was_read_before(encoder):
    text = 'Officials said the dam had held.\n\n"We were lucky," the mayor told reporters.'
    words = read_words(text, encoder.pieces)
    first = encoder.marks(words).candidates
    encoder.marks(read_words("Another story said otherwise. " * 60, encoder.pieces))
    again = encoder.marks(words).candidates
    assert [c[:5] for c in first] == [c[:5] for c in again]
    assert all(np.array_equal(a.scores, b.scores) for a, b in zip(first, again, strict=True))


def test_a_damaged_model_folder_is_refused_by_name(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(MODEL_DIR, folder)
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"tokenizer\.json.*checksum.*install"):
        Encoder(folder)


def test_a_missing_model_folder_is_refused_by_name(tmp_path):
    with pytest.raises(ModelError, match=r"model\.toml.*install"):
        Encoder(tmp_path)
