import csv
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import gazetteer
from onrecord.gazetteer import key, readings
from onrecord.places import Placed, places
from onrecord.records import Span

with (Path(__file__).parent / "place_cases.tsv").open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file, delimiter="\t", quoting=csv.QUOTE_NONE))


def marked(text: str) -> tuple[str, list[Span]]:
    """The text without its brackets, and the spans that they marked."""
    plain, spans = "", []
    for piece in re.split(r"(\[[^\]]*\])", text):
        words = piece[1:-1] if piece.startswith("[") else piece
        if piece.startswith("["):
            spans.append(Span(len(plain), len(plain) + len(words)))
        plain += words
    return plain, spans


def place(text: str, countries: tuple[str, ...] = (), outlet: str | None = None) -> Placed:
    return places(*marked(text), countries, outlet)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['name']}: {c['about']}" for c in CASES])
def test_a_place_name_is_resolved_or_left_open(case):
    text, spans = marked(case["text"])
    found = [w for w in places(text, spans).places if w.spans[0].of(text) == case["name"]]
    assert {(w.name, w.country or "") for w in found} == {(case["found"], case["country"])}


def test_a_city_has_its_point_and_a_country_has_none():
    paris, texas = place("[Paris], [Texas]").places
    assert (round(paris.lat), round(paris.lon)) == (34, -96)
    (france,) = place("the fields of [France]").places
    assert (france.country, france.lat, france.lon) == ("FRA", None, None)


def test_the_state_of_washington_and_the_capital_are_two_points():
    state = place("the coast of [Oregon], [Washington] and [Alaska]").places[1]
    capital = place("the envoy came to [Washington]").places[0]
    assert state.lon < -115 and capital.lon > -80


def test_the_state_of_new_york_is_said_because_new_york_is_the_city():
    state, city = place("He left the state of [New York]. She lives in [New York].").places
    assert (state.name, city.name) == ("New York", "New York City")


@pytest.mark.parametrize("name", ["Washington state", "New York state"])
def test_a_state_that_is_called_so_is_no_city(name):
    assert readings(name)[0].kind == "region"


def test_what_stays_open_says_why_and_between_what():
    (doubt,) = place("The [Georgia] team lost.").doubts
    assert doubt.candidates == ("Georgia, GEO", "Georgia, USA-GA")
    assert "several countries" in doubt.why
    (unknown,) = place("the [Zzyxqua] well").doubts
    assert (unknown.why, unknown.candidates) == ("not in the tables", ())
    (disputed,) = place("a patrol in [Kashmir]").doubts
    assert disputed.candidates == ("Kashmir, IND", "Kashmir, PAK")


def test_an_unknown_name_has_the_country_of_what_it_lies_in():
    found = place("the well of [Zzyxqua], [Kansas], ran dry")
    assert (found.places[0].name, found.places[0].country, found.places[0].lat) == ("Zzyxqua", "USA", None)
    assert found.doubts[0].why == "not in the tables"
    assert place("from [Zzyxqua], [France] and [Spain]").places[0].country is None


def test_an_open_name_has_one_doubt_however_often_it_is_named():
    found = place("[Zzyxqua] lost, and [Zzyxqua] won.")
    assert len(found.places) == 2 and len(found.doubts) == 1


def test_a_city_among_many_of_one_country_keeps_the_country():
    found = place("The school in [Springfield] closed, the [U.S.] said.")
    assert (found.places[0].country, found.places[0].lat) == ("USA", None)
    assert "several places" in found.doubts[0].why


def test_what_lies_across_borders_is_no_doubt():
    found = place("from [Europe] to the [Pacific Ocean] and the [Middle East]")
    assert not found.doubts and all(w.country is None for w in found.places)


def test_the_countries_named_otherwise_decide():
    text = "The [Georgia] team lost."
    assert place(text, ("GEO", "RUS")).places[0].country == "GEO"
    assert place(text, ("USA",) * 4).places[0].country == "USA"


def test_a_list_is_no_container():
    found = place("in [Virginia], [Texas], and [Ohio]").places
    assert [w.name for w in found] == ["Virginia", "Texas", "Ohio"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("St. Louis", "st louis"),
        ("Saint-Louis", "st louis"),
        ("the U.S.", "us"),
        ("Łódź", "lodz"),
        ("", ""),
        ("D.C.’s", "dc"),
    ],
)
def test_keys(name, expected):
    assert key(name) == expected


def test_the_table_is_sorted_by_the_bytes_of_its_keys():
    lines = gazetteer.GAZETTEER.read_bytes().splitlines()
    keys = [line.split(b"\t", 1)[0] for line in lines]
    assert keys == sorted(keys) and all(line.count(b"\t") == 7 for line in lines)


def test_the_first_and_last_key_are_found():
    lines = gazetteer.GAZETTEER.read_text(encoding="utf-8").split("\n")
    for line in (lines[0], lines[-2]):
        assert gazetteer.listed(line.split("\t")[0].removeprefix("="))


WORDS = [
    "Paris",
    "Texas",
    "Georgia",
    "May",
    "the",
    ",",
    " in ",
    "'s ",
    "Korea",
    "Lebanon",
    "Pa.",
    "\n",
    "é",
    "(",
    "🙂",
    "Congo",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.booleans()), max_size=30))
def test_one_place_for_each_name_in_order_and_the_same_twice(pieces):
    text, spans = "", []
    for word, named in pieces:
        if named:
            spans.append(Span(len(text), len(text) + len(word)))
        text += word
    found = places(text, spans, ["USA", "FRA"], "USA")
    assert [w.spans for w in found.places] == [(s,) for s in spans]
    assert all(d.span in spans for d in found.doubts)
    assert all((w.lat is None) == (w.lon is None) for w in found.places)
    assert found == places(text, spans, ["USA", "FRA"], "USA")


@pytest.mark.parametrize(
    "piece",
    [
        "Paris, ",
        "May ",
        "Springfield in ",
        "Georgia's ",
        "New York State Port of ",
        "Qqq Www Eee Rrr Ttt Yyy Uuu Iii ",
        ", , , ",
        "1 1 1 ",
        "Ⅷ ß İ ",
    ],
)
def test_five_thousand_names_take_no_time(piece):
    text = piece * 5000
    size = len(piece)
    spans = [Span(i * size, i * size + len(piece.rstrip())) for i in range(5000)]
    start = time.process_time()
    assert len(places(text, spans).places) == 5000
    assert time.process_time() - start < 3


def test_five_thousand_different_names():
    names = [f"Place{i} of North New{i % 977} Park" for i in range(5000)]
    text, spans, at = " ".join(names), [], 0
    for name in names:
        spans.append(Span(at, at + len(name)))
        at += len(name) + 1
    start = time.process_time()
    assert len(places(text, spans).places) == 5000
    assert time.process_time() - start < 5


def test_a_name_of_the_length_of_a_book():
    text = "Paris " * 80_000
    assert len(places(text, [Span(0, len(text))]).places) == 1


def test_nothing_named_nothing_found():
    assert places("", []) == Placed((), ())
    assert place("x []", ()).places[0].country is None
