"""The whole path: pages that are hard, and what holds for every page."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.reader import Reader
from onrecord.records import Page, Span, reading_from_json, to_json

NEWS = """Police free editor

QUITO (AP) - Police in Quito freed the editor of a weekly on Monday, two days after they had arrested her. "I was never
charged," Ana Ruiz told reporters outside the station.

The interior ministry denied that officers had beaten her. Her lawyer said the union would march on Friday if the
minister did not resign."""

SPANISH = """La policía liberó el lunes a la directora de un semanario, dos días después de haberla detenido. "Nunca me
acusaron", dijo Ana Ruiz a los periodistas a la salida de la comisaría, donde la esperaban sus compañeros."""

TABLE = "Team\tP\tW\tL\nNorth\t12\t9\t3\nSouth\t12\t3\t9\n" * 40
POEM = "The rain attacks the roof at night,\nthe wind has taken all my light,\nsurrender, says the sea.\n\n" * 5
RECIPE = "Beat the eggs. Crush the garlic, smash the ginger and fire up the grill.\nServes four.\n" * 5


@pytest.fixture(scope="module")
def reader():
    return Reader()


def read(reader, text, published="2024-07-30"):
    return reader.read(Page("case", "text", text.encode("utf-8", "surrogatepass"), "utf-8", published=published))


def spans_of(value):
    """Every span in a record, however deep."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from spans_of(item)
    elif hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            yield from spans_of(getattr(value, name))


def test_an_article_in_another_language_is_not_read_and_says_so(reader):
    found = read(reader, SPANISH)
    assert found.article.language == "es"
    assert (found.statements, found.events, found.actors) == ((), (), ())
    assert [d.why for d in found.doubts] == ["the text is in another language (es); only English is read"]


@pytest.mark.parametrize("text", [TABLE, POEM, RECIPE, "Cup final\n\nNorth 3, South 2"])
def test_what_tells_no_event_gives_none(reader, text):
    assert read(reader, text).events == ()


def test_every_reference_of_an_event_is_in_the_record(reader):
    found = read(reader, NEWS)
    actors, statements = {a.id for a in found.actors}, {s.id for s in found.statements}
    assert found.events
    for event in found.events:
        assert {r.actor for r in (*event.actors, *event.recipients)} <= actors | {None}
        assert event.according_to in statements | {None}
        assert event.when is None or event.when in found.times
        assert event.where is None or event.where in found.places
        assert 0 <= event.score <= 1


def test_no_events_are_looked_for_if_none_are_wanted(reader):
    quick, whole = read(Reader(events=False), NEWS), read(reader, NEWS)
    assert quick.events == ()
    assert [s.id for s in quick.statements] == [s.id for s in whole.statements]


def test_a_reading_comes_back_from_its_json(reader):
    found = read(reader, NEWS)
    assert reading_from_json(to_json(found)) == found


def test_a_long_transcript_is_read_to_its_end(reader):
    turns = ("Q: Did the police arrest them?\nA: No, the minister denied that on Monday.\n" * 1_500)[:120_000]
    found = read(reader, turns)
    assert max(s.cue.spans[0].start for s in found.statements) > 100_000


PIECES = st.sampled_from(
    ["The minister", " said ", "police", " arrested ", "Ana Ruiz", " on Monday", ".", "\n\n", '"', "“", "”", " denied ",
     "that ", "they", " had ", "bombed ", "the port", " in Lima", ", ", "it", " would ", "\u202e", "\x00", "é", "🙂",
     "’s "]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=1, max_size=80).map("".join).filter(str.strip))
def test_every_span_lies_in_the_text_and_the_same_text_gives_the_same_bytes(reader, text):
    found = read(reader, text)
    for span in spans_of(found):
        assert 0 <= span.start < span.end <= len(found.article.text)
    assert to_json(found) == to_json(read(reader, text))
