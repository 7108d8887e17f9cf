"""The words that stand for somebody: names without their titles, nouns, pronouns, nationalities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.encoder import MENTION_LABELS, MODEL_DIR, Labelling, WordPieces, read_words
from onrecord.mentions import mentions, span_words
from onrecord.records import Span

PIECES = WordPieces(MODEL_DIR / "tokenizer.json")
LABELS = len(MENTION_LABELS)
EVEN = Labelling(np.zeros((2, LABELS, LABELS), np.float32), np.zeros((2, LABELS), np.float32))


def run(words, phrase, start=0):
    """The run of words [first, end) that reads `phrase`, words put together by single spaces."""
    wanted = phrase.split()
    for i in range(start, len(words.text) - len(wanted) + 1):
        if list(words.text[i : i + len(wanted)]) == wanted:
            return i, i + len(wanted)
    raise AssertionError(f"{phrase!r} is not in {words.text}")


def found(text, names=(), nouns=()):
    """The mentions, where the head of the encoder labels just these phrases, in order: (whole, head, kind, form)."""
    words = read_words(text, PIECES)
    scores = np.zeros((len(words.text), 2, LABELS), np.float32)
    scores[:, :, 0] = 1
    for layer, marked in enumerate((names, nouns)):
        end = 0
        for phrase, kind in marked:
            first, end = run(words, phrase, end)
            scores[first, layer, MENTION_LABELS.index(f"B-{kind}")] = 9
            scores[first + 1 : end, layer, MENTION_LABELS.index(f"I-{kind}")] = 9
    return [(m.span.of(text), m.head.of(text), m.kind, m.form) for m in mentions(words, scores, EVEN)]


def test_a_title_belongs_to_the_mention_and_not_to_the_name():
    text = "On Monday Prime Minister Erik Holm met Mr. Maas."
    assert found(text, [("Prime Minister Erik Holm", "person"), ("Maas", "person")]) == [
        ("Prime Minister Erik Holm", "Erik Holm", "person", "name"),
        ("Mr. Maas", "Maas", "person", "name"),
    ]


@pytest.mark.parametrize("before", ["Ohio Governor", "Acting Defense Secretary", "Ohio Lieutenant Governor"])
def test_a_title_within_the_labels_of_a_name_is_no_part_of_it(before):
    text = f"On Monday {before} Ann Lee met Erik Holm, and Lee left."
    names = found(text, [(f"{before} Ann Lee", "person"), ("Erik Holm", "person")])
    assert names[0] == (f"{before} Ann Lee", "Ann Lee", "person", "name")


@pytest.mark.parametrize(
    "name", ["María del Carmen Aristegui", "Martin Luther King Jr", "Abdirahman Sheikh Omar Nur", "Ann Major Lee"]
)
def test_what_is_a_title_elsewhere_may_be_a_part_of_a_name(name):
    assert found(f"On Monday {name} slept.", [(name, "person")]) == [(name, name, "person", "name")]


def test_a_known_first_name_belongs_to_the_surname_that_the_labels_found():
    text = "Tove Brandt slept. Then Ines Falk left."
    assert found(text, [("Brandt", "person"), ("Falk", "person")]) == [
        ("Tove Brandt", "Tove Brandt", "person", "name"),
        ("Ines Falk", "Ines Falk", "person", "name"),
    ]


@pytest.mark.parametrize(
    "text",
    ["Will Brandt resign?", "In April Brandt resigned.", "He met Jack. Brandt left.", "Jack, Brandt said, left.",
     "In Georgia Brandt won.", "The report Brandt wrote is gone."],
)  # fmt: skip
def test_what_is_no_first_name_there_does_not_belong_to_a_surname(text):
    assert ("Brandt", "Brandt", "person", "name") in found(text, [("Brandt", "person")])


def test_a_first_name_that_is_a_name_by_itself_stays_one():
    text = "Then Jack Brandt left."
    assert [m[0] for m in found(text, [("Jack", "person"), ("Brandt", "person")])] == ["Jack", "Brandt"]


def test_a_role_that_leads_to_a_name_is_one_mention_with_it():
    text = "The harbour spokesman Leo Brandt came."
    assert found(text, [("Leo Brandt", "person")], [("The harbour spokesman", "person")]) == [
        ("The harbour spokesman Leo Brandt", "Leo Brandt", "person", "name")
    ]


def test_a_noun_without_a_name_is_its_last_word():
    assert found("The interior minister slept.", (), [("The interior minister", "person")]) == [
        ("The interior minister", "minister", "person", "noun")
    ]


def test_of_one_of_several_the_several_are_mentioned():
    assert found("One of nine countries came.", (), [("One of nine countries", "organisation")]) == [
        ("nine countries", "countries", "organisation", "noun")
    ]


def test_a_person_is_named_before_the_place_that_he_is_from():
    text = "Ines Falk of Seaforth came."
    assert found(text, [("Ines Falk of Seaforth", "person")]) == [
        ("Ines Falk", "Ines Falk", "person", "name"), ("Seaforth", "Seaforth", "place", "name"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "label", "names"),
    [
        (
            "Judiciary Committee Chairman Sen. Ines Falk, R-Iowa, came.",
            "Judiciary Committee Chairman Sen . Ines Falk , R - Iowa",
            ["Ines Falk"],
        ),
        ("Secretary of State Ines Falk came.", "Secretary of State Ines Falk", ["Ines Falk"]),
        ("Ines Falk, Jr. came.", "Ines Falk , Jr", ["Ines Falk, Jr"]),
        ("Then the California Democrat came.", "California Democrat", []),
    ],
)
def test_offices_and_party_tags_are_no_part_of_a_name(text, label, names):
    assert [m[1] for m in found(text, [(label, "person")]) if m[2] == "person"] == names


def test_two_names_that_were_run_together_are_two_where_one_is_named_elsewhere():
    text = "Leo Brandt Ines Falk came . Then Ines Falk left ."
    marked = [("Leo Brandt Ines Falk", "person"), ("Ines Falk", "person")]
    assert [m[1] for m in found(text, marked)] == ["Leo Brandt", "Ines Falk", "Ines Falk"]


def test_a_handle_is_no_name():
    assert found("Write to @Falk .", [("Falk", "person")]) == []


def test_a_name_ends_at_a_dash():
    text = "Leo Brandt — Ines Falk came."
    assert [m[1] for m in found(text, [("Leo Brandt — Ines Falk", "person")])] == ["Leo Brandt", "Ines Falk"]


def test_no_name_without_a_capital_or_a_figure():
    assert found("the mill burned", [("mill", "organisation")]) == []
    assert found("the 3rd Brigade came", [("3rd Brigade", "organisation")])[0][1] == "3rd Brigade"


def test_one_name_is_of_one_kind_in_the_whole_article():
    text = "Norhaven won. Norhaven lost. Norhaven slept."
    marked = [("Norhaven", "place"), ("Norhaven", "organisation"), ("Norhaven", "place")]
    assert [m[2] for m in found(text, marked)] == ["place"] * 3


def test_a_surname_of_somebody_named_in_full_is_a_person():
    text = "Greta Norhaven won. Norhaven slept."
    marked = [("Greta Norhaven", "person"), ("Norhaven", "organisation")]
    assert [m[2] for m in found(text, marked)] == ["person"] * 2


def test_a_name_of_two_words_is_found_wherever_it_stands_and_one_word_only_if_found_twice():
    text = "Leo Brandt wins\n\nLeo Brandt came to Norhaven. Norhaven slept."
    assert [m[1] for m in found(text, [("Norhaven", "place")])] == ["Norhaven"]
    assert [m[1] for m in found(text, [("Leo Brandt", "person")])] == ["Leo Brandt", "Leo Brandt"]


def test_a_part_of_a_longer_name_is_not_found_again():
    text = "Norhaven won. Norhaven lost. The Norhaven Bank slept."
    marked = [("Norhaven", "place"), ("Norhaven", "place"), ("Norhaven Bank", "organisation")]
    assert [m[1] for m in found(text, marked)] == ["Norhaven", "Norhaven", "Norhaven Bank"]


def test_pronouns_and_nationalities_are_words_of_a_list():
    assert found("She met Venezuelan farmers, and they gave him an IT book from the US.") == [
        ("She", "She", "person", "pronoun"),
        ("Venezuelan", "Venezuelan", "nationality", "name"),
        ("they", "they", "person", "pronoun"),
        ("him", "him", "person", "pronoun"),
        ("US", "US", "nationality", "name"),
    ]


def test_a_nationality_in_a_name_is_no_mention_of_its_own():
    text = "The Russian Museum is shut."
    assert [m[1] for m in found(text, [("Russian Museum", "organisation")])] == ["Russian Museum"]


def test_a_name_ends_with_its_sentence():
    text = "He met Leo. Brandt slept."
    words = read_words(text, PIECES)
    scores = np.zeros((len(words.text), 2, LABELS), np.float32)
    scores[:, :, 0] = 1
    for i, label in ((2, "B-person"), (3, "I-person"), (4, "I-person"), (5, "I-person")):
        scores[i, 0, MENTION_LABELS.index(label)] = 9
    heads = [m.head for m in mentions(words, scores, EVEN) if m.form == "name"]
    assert heads and all(words.sentence[a] == words.sentence[b - 1] for a, b in (span_words(words, h) for h in heads))


def test_no_words_hold_no_mention():
    assert mentions(read_words("", PIECES), np.zeros((0, 2, LABELS), np.float32), EVEN) == ()


def test_the_words_that_a_span_touches():
    words = read_words("Mr. Maas slept.", PIECES)
    assert span_words(words, Span(0, 8)) == (0, 3)
    assert span_words(words, Span(5, 6)) == (2, 3)


WORD = st.sampled_from(
    "Mr . Mrs President Leo Brandt Norhaven Bank of the minister spokeswoman he She I they it ' s , ( ) “ ” Venezuelan "
    "US May EU \n Jr 5 said é".split(" ")
)


@given(st.lists(WORD, min_size=1, max_size=60), st.integers(0, 9999))
@settings(max_examples=60, deadline=None)
def test_whatever_the_labels_the_spans_are_words_of_the_text_in_order(tokens, seed):
    text = " ".join(tokens)
    words = read_words(text, PIECES)
    rng = np.random.default_rng(seed)
    scores = rng.normal(scale=3, size=(len(words.text), 2, LABELS)).astype(np.float32)
    labelling = Labelling(
        rng.normal(size=(2, LABELS, LABELS)).astype(np.float32), rng.normal(size=(2, LABELS)).astype(np.float32)
    )
    out = mentions(words, scores, labelling)
    assert out == mentions(words, scores, labelling)
    assert list(out) == sorted(out, key=lambda m: (m.span.start, m.span.end, m.head.start))
    starts, ends = set(words.starts.tolist()), set(words.ends.tolist())
    for m in out:
        assert 0 <= m.span.start <= m.head.start < m.head.end <= m.span.end <= len(text)
        assert {m.span.start, m.head.start} <= starts and {m.span.end, m.head.end} <= ends
    heads = sorted(m.head for m in out if m.form == "name")
    assert all(a.end <= b.start for a, b in zip(heads, heads[1:], strict=False)), "two names on the same words"


@pytest.mark.parametrize("kind", ["B-person", "B-organisation", "I-person", "O"])
def test_an_article_of_one_label_is_read(kind):
    words = read_words("Mr. Mr. Leo the of . ' s\n\n“ ” he", PIECES)
    scores = np.zeros((len(words.text), 2, LABELS), np.float32)
    scores[:, :, MENTION_LABELS.index(kind)] = 9
    mentions(words, scores, EVEN)
