"""How a reading looks: who is in it, whom "He" stands for, and what is open."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import present
from onrecord.actors import Resolved
from onrecord.ledger import Found, Heading
from onrecord.records import Actor, Doubt, Reading, Reference, Span, When, Where

TEXT = (
    "Kremlin spokesman Dmitry Peskov said the opposition lost\n"
    "He warned others on Tuesday\n"
    "The Kremlin denied it backs the march in Caracas\n"
    "The minister said he won\n"
)
SPEAKERS = ("peskov", "peskov", "russia", None)


def span(words: str, text: str = TEXT) -> Span:
    """Where the words stand first."""
    start = text.index(words)
    return Span(start, start + len(words))


PESKOV = Actor(
    "peskov",
    "Dmitry Peskov",
    "person",
    "RUS",
    ("GOV",),
    "Q1390902",
    (span("Kremlin spokesman Dmitry Peskov"), span("He")),
)
RUSSIA = Actor("russia", "Russia", "government", "RUS", ("GOV",), None, (span("The Kremlin"),))
OTHERS = Actor("others", "others", "group", mentions=(span("others"),))
TUESDAY = When(span("Tuesday"), "2024-07-30", "2024-07-30", "2024-07-30")
CARACAS = Where((span("Caracas"),), "Caracas", "VEN", 10.48801, -66.87919)
OPEN = Doubt(span("The minister"), "who is this?", ("Tareck Saab", "Yván Gil"), "two ministers are named")


def with_cast(make_reading) -> Reading:
    """A reading of `TEXT` in which everybody is resolved but the minister."""
    reading = make_reading(TEXT, published="2024-07-30", outlet="The Example", url="https://news.example/cast")
    statements = [
        msgspec.structs.replace(statement, speaker=msgspec.structs.replace(statement.speaker, actor=actor))
        for statement, actor in zip(reading.statements, SPEAKERS, strict=True)
    ]
    addressee = Reference((span("others"),), "others", "others")
    statements[1] = msgspec.structs.replace(statements[1], addressee=addressee, when=TUESDAY)
    return msgspec.structs.replace(
        reading,
        actors=(RUSSIA, PESKOV, OTHERS),
        statements=tuple(statements),
        times=(TUESDAY,),
        places=(CARACAS,),
        doubts=(OPEN,),
    )


@pytest.fixture
def cast(make_reading):
    return with_cast(make_reading)


def told(lines):
    return "\n".join(lines)


# Whom a speaker stands for


def test_a_pronoun_and_a_capital_are_shown_with_whom_they_stand_for(cast):
    shown = [line for line in present.lines(cast) if line.startswith("¶")]
    assert shown == [
        "¶1  Kremlin spokesman Dmitry Peskov — said",
        "¶2  He (= Dmitry Peskov) — warned — to others",
        "¶3  The Kremlin (= Russia) — denied",
        "¶4  The minister — said",
    ]


@pytest.mark.parametrize(
    ("words", "name", "expected"),
    [
        ("Mr Peskov", "Dmitry Peskov", "Mr Peskov"),
        ("Maduro", "Nicolás Maduro Moros", "Maduro"),
        ("the president", "Nicolás Maduro", "the president (= Nicolás Maduro)"),
        ("The president", "President of Brazil", "The president (= President of Brazil)"),
        ("the spokeswoman", "the spokeswoman", "the spokeswoman"),
        ("", "Nicolás Maduro", " (= Nicolás Maduro)"),
        ("He", "", "He"),
    ],
)
def test_a_name_is_not_said_twice(words, name, expected):
    assert present._named(Reference((), words, "somebody"), {"somebody": name}) == expected


def test_a_statement_that_was_found_is_shown_with_whom_its_speaker_stands_for(cast):
    found = Found(Heading("id", None, None, None, None), 2, cast.statements[1], "Dmitry Peskov")
    assert "¶2  He (= Dmitry Peskov) — warned — to others" in present.found_lines([found])
    unknown = msgspec.structs.replace(found, speaker_name=None)
    assert "¶2  He — warned — to others" in present.found_lines([unknown])


def test_a_day_is_a_day_and_a_month_its_first_and_last(cast):
    july = When(TUESDAY.span, "2024-07", "2024-07-01", "2024-07-31")
    weekday = When(TUESDAY.span, "XXXX-WXX-2")
    for when, expected in (
        (TUESDAY, "on 2024-07-30"),
        (july, "on 2024-07-01 to 2024-07-31"),
        (weekday, "on XXXX-WXX-2"),
    ):
        statement = msgspec.structs.replace(cast.statements[1], when=when)
        reading = msgspec.structs.replace(cast, statements=(statement,))
        assert f"    indirect, characters 67-84, {expected}" in present.lines(reading)


def test_verbose_shows_the_times_the_places_and_the_doubts(cast):
    shown = told(present.lines(cast, width=200, verbose=True))
    assert shown.endswith(
        "Time at 77-84: “Tuesday”, 2024-07-30: 2024-07-30\n"
        "Place at 126-133: “Caracas”, Caracas · VEN · 10.49, -66.88\n"
        "Doubt at 134-146: who is this? (Tareck Saab or Yván Gil): two ministers are named"
    )
    assert "Tareck Saab" not in told(present.lines(cast))


def test_a_time_that_is_open_and_a_place_without_a_country_are_no_error(cast):
    bare = msgspec.structs.replace(
        cast, times=(When(span("Tuesday"), "XXXX-WXX-2"),), places=(Where((span("march"),), "march"),), doubts=()
    )
    assert list(present.lines(bare, verbose=True))[-2:] == [
        "Time at 77-84: “Tuesday”, XXXX-WXX-2: open",
        "Place at 117-122: “march”, march",
    ]


# Who is meant


def test_an_answer_is_a_line_for_each_thing_known():
    answer = Resolved(
        "the minister", "2019-05-01", "Jo Roe", "person", "FRA", ("GOV", "MIL"), "minister of war", "Jo Roe", row="p:1"
    )
    assert list(present.who_lines(answer)) == [
        "the minister — on 2019-05-01",
        "    name      Jo Roe",
        "    kind      person",
        "    country   FRA",
        "    sectors   GOV, MIL",
        "    office    minister of war",
        "    held by   Jo Roe",
        "    row       p:1",
        "",
    ]


def test_an_open_answer_says_why_and_who_it_may_be():
    answer = Resolved("Clinton", None, candidates=("Bill Clinton", "Hillary Clinton"), why="two are so named")
    assert list(present.who_lines(answer)) == [
        "Clinton — no day given",
        "    open      two are so named",
        "    may be    Bill Clinton or Hillary Clinton",
        "",
    ]


# The cast


def test_the_cast_is_who_speaks_first_and_then_who_is_named(cast):
    assert list(present.cast_lines(cast, width=100))[4:] == [
        "Dmitry Peskov — person, RUS, GOV",
        "    “Kremlin spokesman Dmitry Peskov”, “He”",
        "    named twice, speaking twice",
        "",
        "Russia — government, RUS, GOV",
        "    “The Kremlin”",
        "    named once, speaking once",
        "",
        "others — group",
        "    “others”",
        "    named once, addressed once",
        "",
        "¶4  open: “The minister”, who is this? (Tareck Saab or Yván Gil): two ministers are named",
    ]


def test_a_page_in_which_nobody_is_says_so(kremlin):
    nobody = msgspec.structs.replace(kremlin, doubts=())
    assert list(present.cast_lines(nobody))[-2:] == ["Nobody found.", ""]


def test_the_whole_reading_begins_with_its_cast_and_without_one_is_as_it_was(cast, kremlin):
    whole = list(present.whole_lines(cast))
    assert whole.index("Russia — government, RUS, GOV") < whole.index("¶3  The Kremlin (= Russia) — denied")
    assert list(present.whole_lines(kremlin)) == list(present.lines(kremlin))


def test_many_names_and_many_doubts_are_shown_when_asked_for(make_reading):
    reading = make_reading(" ".join(f"name{n}" for n in range(30)) + "\n")
    mentions = tuple(span(f"name{n}", reading.article.text) for n in range(10, 20))
    doubts = tuple(Doubt(mention, "who?", (), "not told") for mention in mentions) * 3
    many = msgspec.structs.replace(
        reading, actors=(Actor("a", "Somebody", "person", mentions=(*mentions, mentions[0])),), doubts=doubts
    )
    short, whole = (list(present.cast_lines(many, width=200, verbose=verbose)) for verbose in (False, True))
    assert short[4] == "    “name10”, “name11”, “name12”, “name13”, “name14”, “name15” and 4 more"
    assert short[5] == "    named 11 times"
    assert short[-1] == "… and 10 more; --verbose shows all"
    assert whole[4].endswith("“name18”, “name19”")
    assert len(whole) == len(short) + 9


def test_a_page_with_five_thousand_names_is_shown_in_a_moment(make_reading):
    reading = make_reading("Somebody said so\n" * 5000)
    actors = tuple(Actor(f"a{n}", f"Somebody {n}", "person", mentions=(Span(17 * n, 17 * n + 8),)) for n in range(5000))
    statements = tuple(
        msgspec.structs.replace(s, speaker=msgspec.structs.replace(s.speaker, actor=f"a{n}"))
        for n, s in enumerate(reading.statements)
    )
    begun = time.monotonic()
    lines = list(present.whole_lines(msgspec.structs.replace(reading, actors=actors, statements=statements)))
    assert len(lines) == 3 + 5000 * 4 + 5000 * 4
    assert time.monotonic() - begun < 10


spans = st.builds(Span, st.integers(0, 60), st.integers(0, 60))
words = st.text(max_size=12)
maybe = st.none() | words
people = st.builds(Actor, words, words, words, maybe, st.lists(words, max_size=2).map(tuple), maybe,
                   st.lists(spans, max_size=9).map(tuple))  # fmt: skip
whens = st.builds(When, spans, words, maybe, maybe)
wheres = st.builds(Where, st.lists(spans, max_size=2).map(tuple), words, maybe, st.none() | st.floats(), st.floats())
doubts = st.builds(Doubt, spans, words, st.lists(words, max_size=2).map(tuple), words)


def several(one):
    return st.lists(one, max_size=3).map(tuple)


@settings(max_examples=60, deadline=None)
@given(several(people), several(whens), several(wheres), several(doubts), st.text(max_size=60), st.integers(-5, 120))
def test_whatever_a_cast_holds_its_lines_are_plain_and_fit(actors, times, places, open_, text, width):
    article = msgspec.structs.replace(BARE.article, text=text)
    reading = msgspec.structs.replace(BARE, article=article, actors=actors, times=times, places=places, doubts=open_)
    for way in (present.whole_lines, present.cast_lines):
        for line in way(reading, width=width, verbose=True):
            assert line == present.shown(line)
            assert len(line) <= max(width, 40)


BARE = msgspec.json.decode(
    b'{"article": {"id": "i", "url": null, "outlet": null, "title": null, "byline": null, "dateline": null,'
    b'"published": null, "language": null, "text": ""}, "passages": [], "actors": [], "statements": [], "events": [],'
    b'"times": [], "places": [], "doubts": [], "model": {"name": "m", "version": "1"}}',
    type=Reading,
)


@pytest.mark.parametrize(
    ("words", "shown"),
    [("He", "He (= Dmitry Peskov)"), ("Mr Peskov", "Mr Peskov"), ("Peskov and Lavrov", "Peskov and Lavrov"),
     ("Russia and China", "Russia and China")],
)  # fmt: skip
def test_of_several_who_speak_nobody_is_shown_alone(words, shown):
    assert present._named(Reference((Span(0, 1),), words, "peskov"), {"peskov": "Dmitry Peskov"}) == shown
