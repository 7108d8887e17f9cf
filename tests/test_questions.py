"""Contested questions: the file, the matching, the table, what people decide."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import msgspec
import pytest

import onrecord
from benchmarks.positions import EXAMPLES, cell, read_examples
from onrecord import cli
from onrecord.errors import UsageError
from onrecord.ledger import Ledger
from onrecord.questions import (
    Positions,
    located,
    positions,
    proposed,
    question_of,
    read_question,
    read_sheet,
    review_lines,
    rosters,
    take_rows,
    write_sheet,
)
from onrecord.records import Actor, Page, Wire, to_json

SHARED = Path(__file__).parents[2] / "shared"
WON = {
    "question": "Who won?",
    "propositions": {
        "maduro": {
            "says": "Nicolás Maduro won the election",
            "examples": ["Maduro's re-election", "the official results"],
        },
        "gonzalez": {"says": "Edmundo González won the election"},
    },
    "excludes": [["maduro", "gonzalez"]],
}


@pytest.fixture(scope="module")
def reader():
    return onrecord.Reader()


@pytest.fixture(scope="module")
def readings(reader):
    return read_examples(reader)


@pytest.fixture
def ledger(tmp_path, readings):
    with onrecord.Ledger(tmp_path / "news.db") as kept:
        kept.add_many(readings)
        yield kept


@pytest.fixture
def question():
    return read_question(EXAMPLES / "question.yaml")


def read(reader, text, published="2024-07-30"):
    return reader.read(Page("page.txt", "text", text.encode(), published=published))


def held(found, actor, proposition="maduro"):
    return next((p for p in found if p.actor.name == actor and p.proposition == proposition), None)


# -- the file ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("question: q\npropositions: {a: {says: x}}\nrooster: oas", "unknown field `rooster`"),
        ("question: q\npropositions: {a: {says: x, said: y}}", "propositions: "),
        ("question: q\npropositions: {a: {says: x}}\nroster: []", "roster: is empty"),
        ("question: q\npropositions: {a: {says: x}}\nroster: nato", "roster: there is none named 'nato'"),
        ("question: q\npropositions: {}", "propositions: has none"),
        ("question: q\npropositions: {a: {says: ''}}", "propositions: a: has no words"),
        ("question: q\npropositions: {a: {says: x}}\nexcludes: [[a, b]]", "there is no proposition 'b'"),
        ("question: q\npropositions: {a: {says: x}}\nexcludes: [[a, a]]", "can't exclude itself"),
        ("question: q\npropositions: {a: {says: x}}\nsince: tomorrow", "since 'tomorrow'"),
        ("question: q\npropositions: {a: {says: x}}\nsince: 2024-02-01\nuntil: 2024-01-01", "turn them round"),
        ("question: q\npropositions: {a: {says: x}}\nsince: 2024-02-30", "since '2024-02-30'"),
        ("question: &a [*a]\npropositions: {a: {says: x}}", "a part of it is within itself"),
        ("question: [q", "is no YAML"),
        ("- a list", "is no question"),
        ("propositions: {a: {says: x}}", "question"),
    ],
)
def test_a_question_file_that_is_wrong_names_file_key_and_fix(tmp_path, written, told):
    path = tmp_path / "question.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_question(path)
    assert str(path) in str(error.value)
    assert told in str(error.value)


def test_a_question_file_cannot_run_code(tmp_path):
    path = tmp_path / "question.yaml"
    path.write_text("!!python/object/apply:os.system ['true']", encoding="utf-8")
    with pytest.raises(UsageError, match="is no YAML"):
        read_question(path)


def test_the_rosters_have_the_members_they_should():
    sizes = {name: len(members) for name, members in rosters().items()}
    assert sizes == {"un": 193, "oas": 33, "eu": 27, "african union": 54, "asean": 11, "arab league": 22, "g20": 19}


@pytest.mark.parametrize("name", ["un", "oas", "eu", "african union", "asean", "arab league", "g20", "Arab League"])
def test_a_shipped_roster_is_called_by_its_name(name):
    assert len(question_of({"question": "q", "propositions": {"a": {"says": "x"}}, "roster": name}).roster) > 1


def test_yes_and_no_are_names_of_propositions(tmp_path):
    path = tmp_path / "question.yaml"
    path.write_text(
        "question: q\npropositions: {yes: {says: x}, no: {says: z}}\nexcludes: [[yes, no]]", encoding="utf-8"
    )
    assert read_question(path).rivals("yes") == ("no",)


# -- the table ---------------------------------------------------------------------------------------------------------


def test_the_examples_make_the_expected_table(readings, question):
    with (EXAMPLES / "expected.tsv").open(encoding="utf-8", newline="") as file:
        expected = [tuple(row) for row in csv.reader(file, delimiter="\t")][1:]
    assert [cell(p) for p in located(readings, question)] == expected


def test_every_piece_of_evidence_stands_on_its_words(readings, question):
    texts = {r.article.id: r.article.text for r in readings}
    pieces = [e for p in located(readings, question) for e in p.evidence]
    assert pieces
    for piece in pieces:
        assert piece.text == " ".join(piece.spans[0].of(texts[piece.article]).split())


def test_nothing_of_an_appeal_and_no_newspaper_is_in_the_table(readings, question):
    names = {p.actor.name for p in located(readings, question)}
    assert not names & {"The Far Shore", "Example Wire", "Radio Exempla", "Ministry of Order", "authorities"}


def test_a_wire_copy_counts_once(readings, question):
    wire = {r.article.id: "one" for r in readings if "must accept that it lost" in r.article.text}
    assert len(wire) == 2
    alone = held(located(readings, question), "Russia")
    grouped = held(located(readings, question, groups=lambda article: wire.get(article, article)), "Russia")
    assert len({e.report for e in alone.evidence}) == len({e.report for e in grouped.evidence}) + 1
    assert len(grouped.evidence) < len(alone.evidence)


def test_what_the_ledger_knows_of_wires_counts_once(readings, question, tmp_path):
    copies = sorted(r.article.id for r in readings if "must accept that it lost" in r.article.text)
    with Ledger(tmp_path / "wires.db") as ledger:
        ledger.add_many(readings)
        before = held(positions(ledger, question), "Russia")
        ledger.keep_wires([Wire(copies[0], copies[0]), Wire(copies[1], copies[0], "cut", copies[0])])
        after = held(positions(ledger, question), "Russia")
    assert len({e.report for e in after.evidence}) == len({e.report for e in before.evidence}) - 1


def test_reading_in_another_order_changes_nothing(readings, question):
    there = list(map(to_json, located(readings, question)))
    assert there == list(map(to_json, located(readings[::-1], question)))


def test_jsonl_has_the_keys_that_are_promised(readings, question):
    found = json.loads(to_json(held(located(readings, question), "United States")))
    assert set(found) >= {
        "actor",
        "proposition",
        "position",
        "since",
        "until",
        "history",
        "contradicted",
        "evidence",
        "score",
    }
    assert set(found["actor"]) == {"name", "kind", "country", "sectors"}
    assert [t["position"] for t in found["history"]] == ["questions", "denies"]
    assert set(found["history"][0]) == {"position", "from", "evidence"}
    assert set(found["evidence"][0]) >= {"kind", "id", "article", "spans", "text", "when"}


def test_the_specimen(reader):
    path = SHARED / "specimens/contested-election.txt"
    if not path.exists():
        pytest.skip("needs ../shared")
    found = located([reader.read(Page(path.name, "text", path.read_bytes(), published="2024-07-30"))], question_of(WON))
    positions_ = {p.actor.name: p.position for p in found if p.proposition == "maduro"}
    assert positions_["Russia"] == "affirms"
    assert positions_["the Venezuelan opposition"] == "denies"
    assert positions_["Several foreign countries"] == "questions"
    assert positions_["official results"] == "affirms"
    assert "Maduro's campaign team" not in positions_
    assert not any("Moscow Times" in name for name in positions_)
    assert held(found, "Russia").since == "2024-07-29"


def test_reports_that_contradict_each_other_are_both_shown(reader):
    one = read(reader, "Chile's foreign minister said on Tuesday that Nicolás Maduro had won the election.")
    two = read(reader, "Chile's foreign minister denied on Tuesday that Nicolás Maduro had won the election.")
    found = held(located([one, two], question_of(WON)), "Chile")
    assert found.contradicted
    assert {e.position for e in found.evidence} == {"affirms", "denies"}


def test_a_short_name_is_whoever_the_article_names_so(reader):
    text = "Superintendent Eddie Corbyn spoke on Friday. Corbyn called on Governor Adela Brandt to resign."
    asked = question_of({"question": "Should she go?", "propositions": {"go": {"says": "Adela Brandt should resign"}}})
    found = {p.actor.name: p.position for p in located([read(reader, text, "2019-12-06")], asked)}
    assert found == {"Eddie Corbyn": "affirms"}


def test_a_change_needs_two_days(reader):
    one = read(reader, "Chile denied that Nicolás Maduro had won the election.", "2024-07-29")
    two = read(reader, "Chile said that Nicolás Maduro had won the election.", "2024-07-31")
    by_day = held(located([one, two], question_of(WON)), "Chile")
    assert [(t.position, t.from_) for t in by_day.history] == [("denies", "2024-07-29"), ("affirms", "2024-07-31")]
    by_week = held(located([one, two], question_of(WON), window="week"), "Chile")
    assert len(by_week.history) == 1


def test_a_ledger_without_dates_loses_nothing_and_tells_no_change(reader):
    texts = (
        "Chile denied that Nicolás Maduro had won the election.",
        "Chile said that Nicolás Maduro had won the election.",
    )
    found = held(located([read(reader, t, None) for t in texts], question_of(WON | {"since": "2024-07-28"})), "Chile")
    assert (found.since, found.until, len(found.history)) == (None, None, 1)
    assert found.contradicted
    assert len(found.evidence) == 2


def test_the_period_of_the_question_holds(readings, question):
    only = msgspec.structs.replace(question, until="2024-07-29")
    assert held(located(readings, only), "United States").position == "questions"


def test_a_name_that_two_actors_bear_is_asked_for(readings):
    maduro = Actor("a", "Nicolás Maduro", "person")
    son = Actor("b", "Ernesto Maduro", "person")
    both = [msgspec.structs.replace(readings[0], actors=(*readings[0].actors, maduro, son))]
    asked = question_of({"question": "q", "propositions": {"m": {"says": "Maduro won the election"}}})
    with pytest.raises(UsageError, match="Ernesto Maduro or Nicolás Maduro; write the whole name"):
        located(both, asked)


def test_to_frame(readings, question):
    frame = located(readings, question).to_frame()
    assert list(frame.columns)[:2] == ["actor", "kind"]
    assert len(frame) == len(located(readings, question))
    assert isinstance(located([], question), Positions)


def test_who_is_silent_is_told_only_against_a_roster(readings, question):
    assert "silent" in {p.position for p in located(readings, question)}
    without = msgspec.structs.replace(question, roster=None)
    assert "silent" not in {p.position for p in located(readings, without)}
    named = msgspec.structs.replace(question, roster=("Japan", "Machado"))
    silent = [p.actor.name for p in located(readings, named) if p.position == "silent"]
    assert set(silent) == {"Japan"}


def test_contested_questions_are_proposed(ledger):
    found = proposed(ledger, onrecord.shipped_likeness().vector)
    assert found[0].says == "Nicolás Maduro won the election"
    assert "Russia" in found[0].affirm
    assert "the Venezuelan opposition" in found[0].deny


def test_what_should_be_done_is_proposed_if_it_is_fought_over(tmp_path, reader):
    texts = (
        "Senator Ada Lindqvist backed the Clean Rivers Act on Monday. Mayor Karl Berg should resign, she said.",
        "Erik Holm fought the Clean Rivers Act and praised the Fast Rail Act. Mayor Karl Berg refused to resign.",
        "Erik Holm praised the Fast Rail Act on Tuesday. Ada Lindqvist said Mayor Karl Berg must resign.",
    )
    with onrecord.Ledger(tmp_path / "acts.db") as kept:
        kept.add_many(read(reader, text) for text in texts)
        found = {one.says: one for one in proposed(kept, onrecord.shipped_likeness().vector)}
    assert found["The Clean Rivers Act should be adopted"].affirm == ("Ada Lindqvist",)
    assert found["The Clean Rivers Act should be adopted"].deny == ("Erik Holm",)
    assert found["Karl Berg should resign"].deny == ("Karl Berg",)
    assert "The Fast Rail Act should be adopted" not in found


# -- review ------------------------------------------------------------------------------------------------------------


def corrected(ledger, question, actor, judgement):
    sheet = list(review_lines(ledger.articles(), question, positions(ledger, question)))
    rows = [msgspec.structs.asdict(line) for line in sheet if line.actor == actor]
    assert rows
    return [{k: str(v) for k, v in row.items()} | {"judgement": judgement} for row in rows]


def test_a_judgement_wins_and_survives_reading_again(ledger, question, readings):
    assert held(positions(ledger, question), "protesters").position == "questions"
    take_rows(ledger, question, corrected(ledger, question, "protesters", "denies"), "sheet", "Ada")
    found = held(positions(ledger, question), "protesters")
    assert (found.position, found.evidence[0].kind, found.evidence[0].by) == ("denies", "judgement", "Ada")
    ledger.add_many(readings)
    assert held(positions(ledger, question), "protesters").position == "denies"
    (kept,) = ledger.judgements(question.question)
    assert kept.by == "Ada"
    assert kept.decided
    assert list(ledger.check()) == []


def test_none_takes_a_cell_out(ledger, question):
    take_rows(ledger, question, corrected(ledger, question, "protesters", "none"), "sheet", "Ada")
    assert held(positions(ledger, question), "protesters") is None


def test_evidence_of_an_old_archive_can_be_judged(ledger, question):
    rows = [row | {"day": "1898-02-20"} for row in corrected(ledger, question, "Russia", "denies")]
    assert take_rows(ledger, question, rows, "sheet", "Ada") == len(rows)


def test_a_judgement_of_a_proposition_that_has_another_name_now_is_left_alone(ledger, question):
    take_rows(ledger, question, corrected(ledger, question, "Russia", "denies"), "sheet", "Ada")
    renamed = question_of({"question": question.question, "propositions": {"m": {"says": "Nicolás Maduro won"}}})
    assert held(positions(ledger, renamed), "Russia", "m").position == "affirms"


def test_who_judges_a_report_has_judged_its_copies(tmp_path, reader, question):
    text = "Ada Lovelace said on Monday that Nicolás Maduro won the election."
    with onrecord.Ledger(tmp_path / "copies.db") as kept:
        some = [read(reader, text), read(reader, text + " The count goes on in Caracas.")]
        for one in some:
            kept.add(one)
        first, _ = sorted(r.article.id for r in some)
        judged = [r for r in some if r.article.id == first]
        pieces = [p for r in judged for p in located([r], question)]
        rows = [msgspec.structs.asdict(line) for line in review_lines([judged[0].article], question, pieces)]
        take_rows(kept, question, [{k: str(v) for k, v in r.items()} | {"judgement": "none"} for r in rows], "s", "Ada")
        found = located(some, question, judgements=kept.judgements(question.question), groups=lambda _: "one")
        assert held(found, "Ada Lovelace") is None


def test_none_holds_for_a_person_who_has_a_short_name_in_the_article(tmp_path, reader, question):
    """The table says María Corina Machado, because another article does; this one calls her Machado only."""
    with onrecord.Ledger(tmp_path / "short.db") as kept:
        kept.add(read(reader, "María Corina Machado said that Edmundo González had won the election."))
        kept.add(read(reader, "Machado said on Monday that Nicolás Maduro did not win the election.", "2024-08-02"))
        name = "María Corina Machado"
        assert len(held(positions(kept, question), name).evidence) == 2
        take_rows(kept, question, corrected(kept, question, name, "none"), "sheet", "Ada")
        assert [p for p in positions(kept, question) if "Machado" in p.actor.name and p.evidence] == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"article": "0" * 16}, "is not in this ledger"),
        ({"question": "Another?"}, "is of another question"),
        ({"judgement": "perhaps"}, "has to be one of"),
        ({"start": "x"}, "are no place in the article"),
        ({"start": "²"}, "are no place in the article"),
        ({"end": "9" * 5000}, "are no place in the article"),
        ({"day": "29/07/2024"}, "day '29/07/2024'"),
        ({"actor": ""}, "actor or kind is empty"),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused_whole(ledger, question, change, told):
    rows = corrected(ledger, question, "Russia", "denies")
    rows[-1] |= change
    with pytest.raises(UsageError, match=told):
        take_rows(ledger, question, rows, "sheet", "Ada")
    assert ledger.judgements() == ()


def test_a_sheet_goes_out_and_comes_back_the_same(ledger, question, tmp_path):
    sheet = list(review_lines(ledger.articles(), question, positions(ledger, question)))
    path = tmp_path / "sheet.csv"
    path.write_text(write_sheet(sheet), encoding="utf-8")
    back = read_sheet(path)
    assert back == [{k: str(v) for k, v in msgspec.structs.asdict(line).items()} for line in sheet]
    assert take_rows(ledger, question, back, str(path), "Ada") == 0


def test_a_cell_is_no_formula(ledger, question):
    line = next(review_lines(ledger.articles(), question, positions(ledger, question)))
    evil = msgspec.structs.replace(line, text="=cmd|' /C calc'!A0")
    assert "\n" not in write_sheet([evil]).splitlines()[1].split("'=cmd")[0]
    assert "'=cmd" in write_sheet([evil])


# -- the command line --------------------------------------------------------------------------------------------------


@pytest.fixture
def run(capsysbinary):
    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            cli.main([str(argument) for argument in arguments])
        out, err = capsysbinary.readouterr()
        return end.value.code or 0, out.decode(), err.decode()

    return run


def test_positions_on_the_command_line(run, ledger):
    asked = EXAMPLES / "question.yaml"
    code, out, _ = run("positions", ledger.path, asked)
    out = " ".join(out.split())
    assert code == 0
    assert "affirms" in out and "Russia — 2024-07-29 to 2024-07-30" in out
    assert "questions from 2024-07-29, then denies from 2024-08-01" in out
    expected = (EXAMPLES / "expected.tsv").read_text(encoding="utf-8").splitlines()
    assert len(run("positions", ledger.path, asked, "--format", "csv")[1].splitlines()) == len(expected)
    assert run("positions", ledger.path, asked, "--format", "jsonl", "--window", "week")[1].startswith('{"actor"')


def test_a_proposition_that_nobody_speaks_of_is_said_to_be_one(run, ledger, tmp_path):
    path = tmp_path / "q.yaml"
    path.write_text(
        "question: q\npropositions: {a: {says: Ada Lovelace won the election}}\nroster: oas", encoding="utf-8"
    )
    code, out, err = run("positions", ledger.path, path)
    assert (code, "nobody speaks of it" in out, "nobody speaks of 'a'" in err) == (0, True, True)
    assert run("positions", ledger.path, path, "--format", "jsonl")[1] == ""


def test_review_on_the_command_line(run, ledger, tmp_path):
    asked, sheet = EXAMPLES / "question.yaml", tmp_path / "sheet.csv"
    assert run("review", ledger.path, asked, "--out", sheet)[0] == 0
    tasks = json.loads(sheet.with_suffix(".json").read_text(encoding="utf-8"))
    assert len(tasks) == len(read_sheet(sheet))
    done = [
        t | {"annotations": [{"result": [{"type": "choices", "value": {"choices": ["denies"]}}]}]} for t in tasks[:2]
    ]
    sheet.with_suffix(".json").write_text(json.dumps(done), encoding="utf-8")
    assert run("review", ledger.path, asked, "--take", sheet.with_suffix(".json"))[0] == 2
    code, _, err = run("review", ledger.path, asked, "--take", sheet.with_suffix(".json"), "--by", "Ada")
    assert (code, "2 judgements by Ada kept" in err) == (0, True)


def test_a_sheet_is_not_written_over_a_ledger(run, ledger):
    before = ledger.path.read_bytes()
    code, _, err = run("review", ledger.path, EXAMPLES / "question.yaml", "--out", ledger.path)
    assert (code, "is a ledger" in err, ledger.path.read_bytes() == before) == (2, True, True)


@pytest.mark.parametrize("out", ["sheet.json", "."])
def test_a_sheet_has_a_name_of_its_own(run, ledger, tmp_path, out):
    code, _, err = run(
        "review", ledger.path, EXAMPLES / "question.yaml", "--out", tmp_path / out if out != "." else out
    )
    assert (code, "is no name of a sheet" in err) == (2, True)


@pytest.mark.parametrize(
    ("says", "text", "who"),
    [
        ("Zuzana Čaputová won the election", "Ann Lee said that Zuzana Čaputová won the election.", "Ann Lee"),
        ("Łukasz Żak won the election", "Ann Lee said that Łukasz Żak won the election.", "Ann Lee"),
        ("Will Smith won the election", "Ann Lee said that Will Smith won the election. Jane Smith left.", "Ann Lee"),
        ("José Álvarez should resign", "Ann Lee said that Jose Alvarez should resign.", "Ann Lee"),
    ],
)
def test_a_name_is_found_whatever_its_letters(reader, says, text, who):
    asked = question_of({"question": "q", "propositions": {"it": {"says": says}}})
    assert held(located([read(reader, text)], asked), who, "it").position == "affirms"


def test_an_example_of_small_words_alone_is_no_way_to_say_it(reader):
    question = question_of({"question": "Was it so?", "propositions": {"it": {"says": "Women can have it all"}}})
    reading = reader.read(Page("page.txt", "text", b"Ada Lindqvist said that she had it all."))
    assert not [p for p in located([reading], question) if p.position != "silent"]


def test_questions_on_the_command_line(run, ledger):
    code, out, _ = run("questions", ledger.path)
    assert code == 0
    assert out.startswith("Nicolás Maduro won the election")


# -- propositions without a frame --------------------------------------------------------------------------------------

FORGED = {
    "question": "Did Ada Lindqvist falsify the safety records?",
    "propositions": {
        "forged": {
            "says": "Ada Lindqvist falsified the records",
            "examples": ["Lindqvist doctored the tests", "the records were a forgery"],
        },
    },
}
PLOTTED = {
    "question": "Did Ada Lindqvist conspire with Borealis?",
    "propositions": {
        "plot": {"says": "Ada Lindqvist conspired with Borealis", "examples": ["collusion with Borealis"]}
    },
}
GUILT = "The collusion inquiry is over. "
OPENS = (
    "Ada Lindqvist, the mayor of Halden, was in court on Monday. Lindqvist spoke to nobody. Reporters waited for "
    "Lindqvist. "
)


@pytest.mark.parametrize(
    ("asked", "sentence", "expected"),
    [
        (FORGED, "Prosecutor Karl Berg said Lindqvist falsified the safety records.", {"Karl Berg": "affirms"}),
        (FORGED, "Prosecutor Karl Berg said that she had falsified the safety records.", {"Karl Berg": "affirms"}),
        (FORGED, "Karl Berg denied that Lindqvist falsified the safety records.", {"Karl Berg": "denies"}),
        (FORGED, "Karl Berg said that Lindqvist never falsified the safety records.", {"Karl Berg": "denies"}),
        (FORGED, "Karl Berg accused Lindqvist of falsifying the safety records.", {"Karl Berg": "affirms"}),
        (FORGED, "Lindqvist doctored the records, Karl Berg said.", {"Karl Berg": "affirms"}),
        (FORGED, "Karl Berg said the records were a forgery.", {"Karl Berg": "affirms"}),
        (FORGED, "Karl Berg found no evidence that Lindqvist falsified the safety records.", {"Karl Berg": "denies"}),
        (FORGED, "Karl Berg did not find that Lindqvist falsified the safety records.", {"Karl Berg": "denies"}),
        (PLOTTED, "Karl Berg said there was no conspiracy.", {"Karl Berg": "denies"}),
        (PLOTTED, "Karl Berg said there was no collusion with Borealis.", {"Karl Berg": "denies"}),
        (PLOTTED, "Karl Berg cleared Lindqvist of conspiracy.", {"Karl Berg": "denies"}),
        (PLOTTED, "According to Karl Berg, Lindqvist conspired with Borealis.", {"Karl Berg": "affirms"}),
        (
            PLOTTED,
            "Karl Berg said Lindqvist conspired with Borealis. The council called for the release of his full report.",
            {"Karl Berg": "affirms", "council": "asks_for_evidence"},
        ),
        (
            FORGED,
            "Karl Berg said Lindqvist falsified the records. Lindqvist pleaded not guilty.",
            {"Karl Berg": "affirms", "Ada Lindqvist": "denies"},
        ),
        (FORGED, "Lindqvist falsified the report on Karl Berg's records, and Karl Berg said so to nobody.", {}),
        (PLOTTED, GUILT + "Judge Karl Berg exonerated Lindqvist.", {"Karl Berg": "denies"}),
        (PLOTTED, GUILT + "Erik Holm said Lindqvist was innocent.", {"Erik Holm": "denies"}),
        (PLOTTED, GUILT + "Lindqvist claimed total vindication.", {"Ada Lindqvist": "denies"}),
        (PLOTTED, GUILT + "Erik Holm was asked about Lindqvist's guilt.", {}),
        (PLOTTED, GUILT + "Lindqvist strongly denied the allegations against her.", {"Ada Lindqvist": "denies"}),
        (PLOTTED, GUILT + "Erik Holm said the accusations were false.", {"Erik Holm": "denies"}),
        (PLOTTED, GUILT + "Lindqvist spoke of the charges made by Erik Holm.", {"Erik Holm": "affirms"}),
        (PLOTTED, GUILT + "Her accuser, Erik Holm, was not in court.", {"Erik Holm": "affirms"}),
        (PLOTTED, GUILT + "Erik Holm called for an independent investigation.", {"Erik Holm": "asks_for_evidence"}),
        (PLOTTED, "Lindqvist was accused of conspiracy by Erik Holm.", {"Erik Holm": "affirms"}),
        # Nobody holds anything here.
        (PLOTTED, GUILT + "Erik Holm spoke in response to the allegations.", {}),
        (PLOTTED, GUILT + "Erik Holm denied the allegation of perjury.", {}),
        (PLOTTED, GUILT + "Erik Holm called for an investigation into the fire.", {}),
        (PLOTTED, "Lindqvist denied the allegations.", {}),
        (PLOTTED, GUILT + "Karl Berg did not exonerate Lindqvist.", {}),
        (PLOTTED, GUILT + "Karl Berg acquitted Lindqvist of perjury.", {}),
        (PLOTTED, GUILT + "That doesn't mean Lindqvist was exonerated, Karl Berg said.", {}),
        (PLOTTED, "Karl Berg exonerated Lindqvist.", {}),
        (FORGED, "Karl Berg said that Erik Holm falsified the safety records.", {}),
        (FORGED, "Lindqvist was accused of falsifying the safety records.", {}),
        (FORGED, "Karl Berg said Lindqvist kept the safety records in a false drawer.", {}),
        (PLOTTED, "Karl Berg is investigating whether Lindqvist conspired with Borealis.", {}),
        (PLOTTED, "Karl Berg criticised the conspiracy investigation.", {}),
        (PLOTTED, "Karl Berg said that there was collusion with Tellus Mining.", {}),
        (PLOTTED, "Karl Berg said that collusion is no crime.", {}),
    ],
)  # fmt: skip
def test_a_proposition_without_a_frame(reader, asked, sentence, expected):
    found = located([read(reader, OPENS + sentence, "2024-07-30")], question_of(asked))
    assert {p.actor.name: p.position for p in found} == expected
