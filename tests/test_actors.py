"""Who an actor string stands for on a day: the cases of actor_cases.tsv, what always holds, and hostile strings."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import facts
from onrecord.actors import Resolved, who

SECTORS = set(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED OPP PRE REF REL SOC".split()
)
CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "actor_cases.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize("case", CASES, ids=[f"{c[0]} {c[1]} {c[2]}" for c in CASES])
def test_case(case: list[str]) -> None:
    text, on, home, country, sector, name, about = case
    found = who(text, on or None, home=home or None)
    assert (found.country or "") == country, about
    assert (found.sectors[0] if found.sectors else "-") == sector or sector in found.sectors, about
    if name == "-" and sector == "-":
        assert found.name is None and found.why, about
    elif name != "-":
        assert found.name == name, about


def test_no_date_answers_what_the_date_cannot_change() -> None:
    found = who("Aung San Suu Kyi")
    assert found.country == "MMR" and found.why is not None and not found.sectors


def test_a_capital_as_a_place() -> None:
    assert who("Moscow").sectors == ("GOV",)
    found = who("Moscow", as_place=True)
    assert (found.kind, found.country, found.sectors) == ("place", "RUS", ())


def test_the_nearest_noun_is_asked_last() -> None:
    assert who("Danish apiarists").sectors == ()
    found = who("Danish apiarists", similar=lambda word: "farmer" if word == "apiarists" else None)
    assert found.country == "DNK" and found.sectors[0] == "AGR" and found.why


def test_a_row_is_where_the_answer_says() -> None:
    found = who("French Foreign Minister Jean-Yves Le Drian", "2019-05-01")
    table, line = (found.row or "").split(":")
    row = (facts.TABLES / table).read_text(encoding="utf-8").split("\n")[int(line) - 1]
    assert row.startswith("Jean-Yves Le Drian\t")


@given(st.text(max_size=60), st.sampled_from([None, "2015-05-01", "absurd"]), st.sampled_from([None, "FRA", "??"]))
@settings(max_examples=300, deadline=None)
def test_any_text(text: str, on: str | None, home: str | None) -> None:
    holds(who(text, on, home=home))


WORDS = (
    "the former President of French Syrian army Trump Mr Maduro , 's ' - ( ) opposition leader spokesman for "
    "Hamas US-led ex- police Labour in and Kremlin Foreign Minister Jean-Yves Le Drian who Georgia"
).split(" ")


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from([None, "2009-05-01", "2019-05-01"]))
@settings(max_examples=500, deadline=None)
def test_any_order_of_telling_words(words: list[str], on: str | None) -> None:
    holds(who(" ".join(words), on))
    holds(who(" ".join(words).upper(), on, as_place=True))


def holds(found: Resolved) -> None:
    assert found.country is None or found.country in facts.codes()
    assert set(found.sectors) <= SECTORS and len(set(found.sectors)) == len(found.sectors)
    assert found.country or found.sectors or found.why


HOSTILE = [
    "",
    "   ",
    "\u2028\u00a0",
    "a " * 50_000,
    "\ud800",
    "x" * 399,
    "🦊" * 50,
    "İ" * 100,
    "U.S. " * 70,
    "al-" * 120,
]
HOSTILE += [mark * 300 for mark in "-,('.;\"1"] + [word * 20 for word in ("'s", "the ", "of ", "President ", "1 ")]
HOSTILE += ["leader of " * 39, "a spokesman for the " * 19, "Trump's " * 45, "French " * 55, "Hamas, " * 55]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile(text: str) -> None:
    start = time.process_time()
    found = who(text, "2019-01-01")
    assert time.process_time() - start < 1.0
    assert found.text == text


def test_rows_of_the_tables() -> None:
    for row in range(1, len(facts._lines("persons")) - 1, 37):
        held = facts._holding(row)
        assert held.country in facts.codes(), held
        assert set(held.sectors) <= SECTORS, held
        assert held.surnames and (not held.until or not held.since or held.since[:4] <= held.until[:4]), held
    for body in facts._index().bodies:
        assert body == facts.fold(body)


def test_the_index_finds_every_person_by_name() -> None:
    for row in range(1, len(facts._lines("persons")) - 1, 101):
        held = facts._holding(row)
        assert any(held in p.holdings for p in facts.persons_named(facts.fold(held.name))), held


def test_the_index_finds_every_body_by_name() -> None:
    lines = facts._lines("organisations")
    for row in (*range(1, len(lines) - 1, 97), len(lines) - 2):
        name = lines[row].split("\t")[0]
        found = facts.bodies_named(facts.fold(name).removeprefix("the "))
        assert any(body.name == name for body in found), name


@pytest.mark.parametrize(
    ("since", "until", "on", "held"),
    [("2010", "2012", "2012-12-31", True), ("2010-05", "", "2010-05-03", True), ("", "2012-03", "2012-04-01", False),
     ("2010-05-11", "2016-07-13", "2016-07-13", True), ("2010-05-11", "2016-07-13", "2016-07-14", False)],
)  # fmt: skip
def test_spells(since: str, until: str, on: str, held: bool) -> None:
    assert facts.in_force(since, until, on) is held


def test_offices_have_one_key() -> None:
    assert facts.office_key("Minister of Foreign Affairs") == facts.office_key("foreign minister")
    assert facts.office_key("Minister for Defense") == facts.office_key("defence minister")
    assert facts.office_key("Secretary of State") == "secretary of state"


@pytest.mark.parametrize("words", ["the attack", "several major", "Most", "some stuff", "the dawn"])
def test_printed_words_without_a_capital_are_no_name(words: str) -> None:
    assert who(words, "2019-02-01", printed=True).name is None


@pytest.mark.parametrize(
    "words", ["Ann Roe, 30, of Jackson", "seven Republicans", "coach Mike Johnson", "Brown's family", "the Post"]
)
def test_what_only_sounds_like_somebody_of_the_tables_is_not(words: str) -> None:
    found = who(words, "2014-11-29", home="USA", printed=True)
    assert (found.wikidata, found.country in (None, "USA")) == (None, True)


@pytest.mark.parametrize("words", ["critics of the government", "experts in Moscow", "Mr. Trump's accusers"])
def test_who_is_against_somebody_or_only_there_has_not_his_sectors(words: str) -> None:
    assert "GOV" not in who(words, "2019-11-29", printed=True).sectors


@pytest.mark.parametrize("words", ["court documents", "Sheboygan Liberty Coalition", "the CNN host"])
def test_what_belongs_to_a_body_or_ends_as_its_name_is_not_the_body(words: str) -> None:
    found = who(words, "2019-02-01", home="USA", printed=True)
    assert (found.name, found.wikidata) == (None, None)


@pytest.mark.parametrize(
    ("words", "kind"),
    [("the telecom companies", "group"), ("an insurance company", "organisation"), ("the mayor", "person"),
     ("the government", "government"), ("many members of Congress", "group")],
)  # fmt: skip
def test_the_kind_is_that_of_the_noun(words: str, kind: str) -> None:
    assert who(words, "2019-02-01", home="USA", printed=True).kind == kind
