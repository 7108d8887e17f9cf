"""Events out again: PLOVER JSON lines and POLECAT's table keep all that they can hold."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from test_ledger import readings

from onrecord.errors import UsageError
from onrecord.export import plover_json, polecat
from onrecord.plover import CODEBOOK
from onrecord.records import Actor, Article, Event, Model, Reading, Reference, Span, When, Where, article_id

TEXT = 'Police in Lima arrested "two" drivers on Monday, the union said; nobody was beaten.\n\nRiots followed.'


def span(words):
    at = TEXT.index(words)
    return (Span(at, at + len(words)),)


def event(id_, type_, trigger, status="happened", actors=(), recipients=(), **more):
    facts = {"modes": (), "contexts": ("legal",), "when": None, "where": None, "according_to": None, "score": 0.9}
    return Event(id=id_, type=type_, trigger=span(trigger), status=status, actors=actors, recipients=recipients,
                 **(facts | more))  # fmt: skip


@pytest.fixture
def reading():
    police = Actor("a1", "Police of Peru", "organisation", "PER", ("COP",), "Q9", span("Police in Lima"))
    acting = (Reference(span("Police in Lima"), "Police in Lima", "a1"),)
    hit = (Reference(span('"two" drivers'), '"two" drivers', None),)
    when = When(span("on Monday")[0], "2024-07-29", "2024-07-29", "2024-07-29")
    where = Where(span("Lima"), "Lima", "PER", -12.04318, -77.02824)
    events = (
        event("e1", "COERCE", "arrested", actors=acting, recipients=hit, modes=("arrest",), when=when, where=where),
        event("e2", "ASSAULT", "beaten", "denied", actors=acting, modes=("beat",)),
        event("e3", "PROTEST", "Riots", modes=("riot",)),
    )
    article = Article(article_id(None, TEXT), None, "The Example", "Two held", None, None, "2024-07-30", "en", TEXT)
    return Reading(article, (), (police,), (), events, (when,), (where,), (), Model("stand-in", "1"))


def test_what_happened_and_has_an_actor_is_one_object_of_plover(reading):
    [found] = plover_json.parsed(plover_json.written(reading, CODEBOOK))
    assert (found.event, found.mode, found.context, found.date) == (("COERCE",), ("arrest",), ("legal",), "2024-07-29")
    assert (found.quad_code, found.event_scale) == (4, -7.0)
    assert found.actor[0] == plover_json.Entity("PER", ("COP",), "Police in Lima", "Q9", "Police of Peru")
    assert found.recipient[0].entity_text == '"two" drivers'
    assert found.event_loc == plover_json.Location("Lima", "PER", -12.04318, -77.02824)
    assert TEXT[found.text_info.start : found.text_info.end] == found.text == 'Police in Lima arrested "two" drivers'


def test_other_statuses_are_written_if_asked_for_and_named(reading):
    found = list(plover_json.parsed(plover_json.written(reading, CODEBOOK, ("denied",))))
    assert [(f.id, f.status) for f in found] == [("e2", "denied")]


def test_a_row_of_polecat_has_forty_cells_under_its_header(reading):
    [row] = polecat.written(reading, CODEBOOK)
    cells = dict(zip(polecat.HEADER.split("\t"), row.split("\t"), strict=True))
    assert len(cells) == 40
    assert (cells["Event Type"], cells["Event Mode"], cells["Intensity"], cells["Quad Code"]) == (
        "COERCE", "arrest", "-7", "4")  # fmt: skip
    assert (cells["Actor Name"], cells["Actor Country"], cells["Primary Actor Sector"]) == (
        "Police of Peru", "PER", "COP")  # fmt: skip
    assert cells["Recipient Name Raw"] == '"""two"" drivers"'
    assert (cells["Latitude"], cells["Country"], cells["Publication Date"]) == ("-12.04318", "PER", "2024-07-30")


def test_a_sanction_against_nobody_is_no_event_of_plover(reading):
    fined = msgspec.structs.replace(reading.events[0], type="SANCTION", modes=(), recipients=())
    assert list(plover_json.written(msgspec.structs.replace(reading, events=(fined,)), CODEBOOK)) == []


@pytest.mark.parametrize("format_", [plover_json, polecat])
def test_a_round_trip_loses_nothing_of_what_the_format_holds(reading, format_):
    lines = list(format_.written(reading, CODEBOOK, ("happened", "denied")))
    assert [format_.line(e) for e in format_.parsed(lines)] == lines
    assert len(lines) == 2


@settings(max_examples=60, deadline=None)
@given(reading=readings())
@pytest.mark.parametrize("format_", [plover_json, polecat])
def test_any_reading_can_be_written_and_read_back(format_, reading):
    lines = list(format_.written(reading, CODEBOOK, ("happened", "alleged")))
    assert len(lines) == sum(bool(e.actors) for e in reading.events if e.status in ("happened", "alleged"))
    assert all("\n" not in line for line in lines)
    assert [format_.line(e) for e in format_.parsed(lines)] == lines


@pytest.mark.parametrize(
    ("format_", "line"), [(plover_json, '{"id": 3}'), (plover_json, "[" * 2000), (polecat, "a\tb\tc")]
)
def test_a_line_of_something_else_is_refused_with_its_number(format_, line):
    with pytest.raises(UsageError, match="line 2"):
        list(format_.parsed(["", line]))


def test_an_event_of_a_type_that_the_codebook_lacks_has_no_score(reading):
    strange = msgspec.structs.replace(reading.events[0], type="EVICT")
    [found] = plover_json.parsed(plover_json.written(msgspec.structs.replace(reading, events=(strange,)), CODEBOOK))
    assert (found.quad_code, found.event_scale) == (None, None)
