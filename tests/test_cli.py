"""The command line: what is printed, where, and what it ends with."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_present import with_cast

import onrecord
from onrecord import cli, crews, present
from onrecord.actors import Resolved
from onrecord.ledger import Ledger
from onrecord.records import Article, Failure, Model, Reading, reading_from_json, to_json

ROOT = Path(__file__).parent.parent


@pytest.fixture
def run(monkeypatch, reader, capsysbinary):
    """Runs a command: how it ended, what it printed, what it said on standard error."""
    monkeypatch.setattr(crews, "READER", "standin:StandIn")

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            cli.main([str(argument) for argument in arguments])
        out, err = capsysbinary.readouterr()
        return end.value.code or 0, out.decode(), err.decode()

    return run


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "kremlin.txt"
    path.write_text('The opposition denied it lost\n\nDmitry Peskov said "We see that it lost."\n')
    return path


# read


def test_read_prints_who_said_what_and_where_it_stands(run, page):
    code, out, err = run("read", page, "--published", "2024-07-30", "--outlet", "The Example")
    assert (code, err) == (0, "")
    assert re.sub(r"[0-9a-f]{16}", "ID", out) == (
        "(no title)\n"
        "The Example · published 2024-07-30 · en · ID\n"
        "\n"
        "¶1  The opposition — denied\n"
        "    it lost\n"
        "    indirect, characters 22-29\n"
        "\n"
        "¶2  Dmitry Peskov — said\n"
        '    "We see that it lost."\n'
        "    direct, characters 50-72\n"
        "\n"
    )


def test_read_prints_the_public_record_one_object_a_line(run, page):
    code, out, err = run("read", page, page, "--format", "jsonl", "--outlet", "Überblick")
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert first == second
    reading = reading_from_json(first)
    assert to_json(reading).decode() == first
    assert reading.article.outlet == "Überblick"
    assert list(msgspec.json.decode(first)) == [
        "article",
        "passages",
        "actors",
        "statements",
        "events",
        "times",
        "places",
        "doubts",
        "model",
    ]


def test_read_into_a_ledger_prints_nothing_but_a_summary(run, page, news_db):
    code, out, err = run("read", page, "--into", news_db)
    assert (code, out, err) == (0, "", f"{news_db}: 1 article read, 2 statements\n")
    code, out, err = run("read", page, "--into", news_db, "--format", "jsonl")
    assert out.count("\n") == 1
    with Ledger(news_db) as ledger:
        assert ledger.counts().articles == 1


def test_a_page_that_cannot_be_read_is_one_line_and_the_others_are_read(run, page, tmp_path, news_db):
    (tmp_path / "empty.html").touch()
    code, out, err = run("read", tmp_path / "empty.html", page, tmp_path / "missing.html", "--into", news_db)
    empty, missing, summary = err.splitlines()
    assert code == 3
    assert empty.startswith(f"onrecord: {tmp_path}/empty.html: empty; ")
    assert missing.startswith(f"onrecord: {tmp_path}/missing.html: no such file; ")
    assert summary == f"{news_db}: 1 article read, 2 pages failed, 2 statements"


def test_standard_input_is_a_page(run, monkeypatch):
    read_end, write_end = os.pipe()
    os.write(write_end, b"Moscow said it backs Maduro\n")
    os.close(write_end)
    with open(read_end) as stdin:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdin", stdin)
        code, out, _ = run("read", "-", "--format", "jsonl")
    assert code == 0
    assert reading_from_json(out).statements[0].content.text == "it backs Maduro"


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "page.txt", "--published", "yesterday"],
        ["read", "page.txt", "--published", "2024-02-30"],
        ["read", "page.txt", "--published", "1492-10-12"],
        ["read", "page.txt", "--published", "3024-07-30"],
        ["show", "page.txt", "--published", "yesterday"],
        ["show", "news.db", "abc", "--published", "2024-07-30"],
        ["who", "Moscow", "--on", "2024-13-45"],
        ["who", "Moscow", "--on", "0000-01-01"],
        ["who"],
        ["find", "news.db", "--country", "Venezuela"],
        ["read", "page.txt", "--format", "xml"],
        ["read", "page.txt", "--color"],
        ["find", "news.db", "--since", "monday"],
        ["find", "news.db", "--quotation", "loud"],
        ["find", "news.db", "--limit", "-1"],
        ["print", "page.txt"],
    ],
)
def test_a_wrong_call_ends_with_2_and_makes_no_ledger(run, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if arguments[0] == "read":
        arguments = [*arguments, "--into", "news.db"]
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err
    assert not Path("news.db").exists()


@pytest.mark.parametrize("day", ["2024-13-45", "yesterday", "0000-01-01", "3024-07-30", "20240730", ""])
@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["read", "page.txt"], "--published"),
        (["show", "page.txt"], "--published"),
        (["who", "Moscow"], "--on"),
        (["find", "news.db"], "--since"),
        (["find", "news.db"], "--until"),
    ],
)
def test_an_absurd_day_is_told_with_its_option_and_the_form(run, arguments, option, day):
    told = f"onrecord: {option} {day!r}: no day from 1900 to 2100; write it as YYYY-MM-DD, like 2024-07-30\n"
    assert run(*arguments, option, day) == (2, "", told)


def test_a_model_that_is_not_there_ends_with_5_and_makes_no_ledger(run, page, news_db, monkeypatch):
    monkeypatch.setattr(crews, "READER", "standin:no_model")
    code, _, err = run("read", page, "--into", news_db)
    assert (code, err) == (5, "onrecord: model/encoder.onnx: missing; install onrecord again\n")
    assert not news_db.exists()


def test_a_ledger_that_is_none_ends_with_4(run, page, tmp_path):
    for arguments in (
        ["read", page, "--into", page],
        ["find", page, "election"],
        ["show", page, "abc"],
        ["check", page],
        ["find", tmp_path / "missing.db"],
    ):
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (4, "", 1)
        assert re.match(r"onrecord: /.*(kremlin\.txt: is no ledger|missing\.db: no such ledger); ", err)


# find, show, check


@pytest.fixture
def archive(news_db, kremlin, make_reading):
    with Ledger(news_db) as ledger:
        ledger.add_many([kremlin, make_reading("An aide said that no election was lost\n")])
    return news_db


def test_find_prints_statements_under_their_article(run, archive, kremlin):
    code, out, err = run("find", archive, "lost", "election")
    assert (code, err) == (0, "")
    assert out.splitlines()[:5] == [
        f"2024-07-30 · The Example · Kremlin speaks · {kremlin.article.id}",
        "",
        "¶3  Several countries — denied",
        "    they had lost the presidential election",
        "    indirect, characters 156-195",
    ]
    assert "undated" in out.splitlines()[6]


def test_find_prints_json_lines(run, archive, kremlin):
    _, out, _ = run("find", archive, "--speaker", "peskov", "--format", "jsonl", "--quotation", "direct")
    (found,) = map(msgspec.json.decode, out.splitlines())
    assert found["article"] == {
        "id": kremlin.article.id,
        "url": "https://news.example/kremlin",
        "outlet": "The Example",
        "title": "Kremlin speaks",
        "published": "2024-07-30",
    }
    assert found["paragraph"] == 2
    assert found["statement"]["speaker"]["text"] == "Dmitry Peskov"


def test_find_says_when_there_is_more_or_nothing(run, archive):
    code, out, err = run("find", archive, "--limit", 2, "--format", "jsonl")
    assert (code, out.count("\n"), err) == (0, 2, "onrecord: these are the first 2; --limit 0 shows all\n")
    _, out, err = run("find", archive, "--limit", 0, "--format", "jsonl")
    assert (out.count("\n"), err) == (5, "")
    code, out, err = run("find", archive, "nobody said this")
    assert (code, out, err) == (0, "", "onrecord: nothing found\n")


def test_show_prints_what_read_printed(run, archive, kremlin):
    for name in (kremlin.article.id, kremlin.article.id[:8], kremlin.article.url):
        code, out, err = run("show", archive, name, "--format", "jsonl")
        assert (code, out.encode(), err) == (0, to_json(kremlin) + b"\n", "")
    _, out, _ = run("show", archive, kremlin.article.id, "--verbose")
    assert "\n    ¶1  Peskov — warned\n        other countries\n        indirect, characters 31-46, score 0.90\n" in out
    assert "Doubt at 16-22: who is Peskov? (Dmitry Peskov or another Peskov): named once" in out.replace("\n", " ")


def test_show_of_an_unknown_article_ends_with_2(run, archive):
    code, _, err = run("show", archive, "nobody")
    assert code == 2
    assert "holds no article 'nobody'" in err


def test_check_of_a_sound_ledger_ends_with_0_and_of_another_with_4(run, archive):
    code, out, err = run("check", archive)
    assert (code, err) == (0, "")
    assert out == f"{archive}: sound; 2 articles, 5 statements, 0 pages that could not be read\n"
    with Ledger(archive) as ledger:
        ledger._db.execute("UPDATE statements SET content = 'nobody said this' WHERE number = 0")
    code, out, err = run("check", archive)
    assert (code, out) == (4, "")
    assert err.startswith(f"onrecord: {archive}: article ")


def test_a_statement_is_found_by_the_name_and_the_country_of_who_he_is(run, news_db, make_reading):
    with Ledger(news_db) as ledger:
        ledger.add(with_cast(make_reading))
    _, out, _ = run("find", news_db, "--speaker", "dmitry peskov")
    assert [line for line in out.splitlines() if line.startswith("¶")] == [
        "¶1  Kremlin spokesman Dmitry Peskov — said",
        "¶2  He (= Dmitry Peskov) — warned — to others",
    ]
    _, out, _ = run("find", news_db, "--country", "rus", "--format", "jsonl")
    found = [msgspec.json.decode(line) for line in out.splitlines()]
    assert [one["speaker_name"] for one in found] == ["Dmitry Peskov", "Dmitry Peskov", "Russia"]
    assert run("find", news_db, "--country", "VEN") == (0, "", "onrecord: nothing found\n")


def test_show_of_an_article_begins_with_its_cast(run, news_db, make_reading):
    reading = with_cast(make_reading)
    with Ledger(news_db) as ledger:
        ledger.add(reading)
    _, out, _ = run("show", news_db, reading.article.id)
    assert out.index("Dmitry Peskov — person, RUS, GOV\n") < out.index("¶2  He (= Dmitry Peskov) — warned")


# show of a page


@pytest.fixture
def casts(run, monkeypatch):
    monkeypatch.setattr(crews, "READER", "standin:Casts")


def test_show_of_a_page_prints_its_cast_and_what_is_open(run, casts, page):
    code, out, err = run("show", page, "--published", "2024-08-01")
    assert (code, err) == (0, "")
    assert "The Example · published 2024-08-01 · en · " in out
    assert "\nDmitry Peskov — person, RUS, GOV\n    “Kremlin spokesman Dmitry Peskov”, “He”\n" in out
    assert "¶4  open: “The minister”, who is this? (Tareck Saab or Yván Gil): " in out
    assert "denied" not in out
    code, out, _ = run("show", page, "--format", "jsonl")
    assert [actor.id for actor in reading_from_json(out).actors] == ["russia", "peskov", "others"]


def test_show_of_lines_prints_the_cast_of_each(run, casts, tmp_path):
    (tmp_path / "feed.jsonl").write_text('{"text": "one"}\nno json\n{"text": "two"}\n')
    code, out, err = run("show", tmp_path / "feed.jsonl")
    assert (code, out.count("Russia — government"), err.count("\n")) == (3, 2, 1)
    assert f"onrecord: {tmp_path}/feed.jsonl:2: " in err


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("empty.html", b"", "empty; "),
        ("missing.html", None, "no such file; "),
        ("a.txt", b"no text here\n", "holds no "),
    ],
)
def test_show_of_a_page_that_cannot_be_read_says_why(run, casts, tmp_path, name, data, told):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    code, out, err = run("show", tmp_path / name)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert err.startswith(f"onrecord: {tmp_path}/{name}: {told}")


def test_show_of_a_ledger_without_an_article_says_what_to_name(run, archive):
    code, out, err = run("show", archive)
    assert (code, out) == (2, "")
    assert (
        err == f"onrecord: {archive}: is a ledger; name one of its articles too, `onrecord find {archive}` shows ids\n"
    )


# who


def test_who_prints_a_line_for_each_thing_known(run):
    code, out, err = run("who", "the French foreign minister", "--on", "2019-05-01")
    assert (code, err) == (0, "")
    assert out.startswith("the French foreign minister — on 2019-05-01\n    name      Jean-Yves Le Drian\n")
    assert re.search(r"^    country   FRA\n    sectors   GOV\n", out, re.MULTILINE)
    assert re.search(r"^    row       persons\.tsv:\d+\n", out, re.MULTILINE)


def test_who_says_why_it_is_open(run):
    code, out, err = run("who", "the tall one", "--format", "jsonl")
    answer = msgspec.json.decode(out)
    assert (code, err) == (0, "")
    assert (answer["text"], answer["on"], answer["country"], answer["sectors"]) == ("the tall one", None, None, [])
    assert answer["why"]


LINES = b"""\xef\xbb\xbf{"text": "President Obama", "on": "2013-05-01", "id": 7}
no json

{"on": "2013-05-01"}
{"text": " "}
{"text": 5}
{"text": "Obama", "on": "2013-02-30"}
{"text": "caf\xe9"}
{"text": "the French foreign minister"}
"""


def test_who_answers_every_line_in_its_order_and_names_the_bad_ones(run, tmp_path):
    path = tmp_path / "names.jsonl"
    path.write_bytes(LINES)
    code, out, err = run("who", path, "--format", "jsonl", "--on", "2019-05-01")
    answers = [msgspec.json.decode(line) for line in out.splitlines()]
    assert code == 3
    assert [answer["text"] for answer in answers] == [
        "President Obama", "", "", "", " ", "", "Obama", "", "the French foreign minister"
    ]  # fmt: skip
    assert [answers[n]["on"] for n in (0, 6, 8)] == ["2013-05-01", "2013-02-30", "2019-05-01"]
    assert [answers[n]["country"] for n in (0, 8)] == ["USA", "FRA"]
    faults = [answer["why"] for answer in answers[1:8]]
    assert err.splitlines() == [f"onrecord: {fault}" for fault in faults]
    told = ["JSON is malformed", "a blank line", "missing required field `text`", "no text", "Expected `str`"]
    told += ["on '2013-02-30': no day", "per line, in UTF-8"]
    for number, (fault, words) in enumerate(zip(faults, told, strict=True), start=2):
        assert fault.startswith(f"{path}:{number}: ")
        assert words in fault, fault


def test_who_reads_lines_from_standard_input_and_for_people(run, monkeypatch):
    read_end, write_end = os.pipe()
    os.write(write_end, b'{"text": "Moscow"}\n{"text": "Paris"}\n')
    os.close(write_end)
    with open(read_end) as stdin:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdin", stdin)
        code, out, err = run("who", "-")
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if line and not line.startswith(" ")] == [
        "Moscow — no day given",
        "Paris — no day given",
    ]


def test_a_line_of_lists_in_lists_is_only_a_bad_line(run, tmp_path):
    (tmp_path / "names.jsonl").write_text(
        '{"text": ' + "[" * 100_000 + '\n{"x": ' + "[" * 100_000 + '\n{"text": "Moscow"}'
    )
    code, out, err = run("who", tmp_path / "names.jsonl", "--format", "jsonl")
    assert (code, out.count("\n"), err.count("\n")) == (3, 3, 2)


def test_who_of_a_file_that_is_not_there_says_so(run, tmp_path):
    code, out, err = run("who", tmp_path / "names.jsonl")
    assert (code, out, err) == (3, "", f"onrecord: {tmp_path}/names.jsonl: no such file; check the path\n")
    (tmp_path / "names.jsonl").touch()
    assert run("who", tmp_path / "names.jsonl")[:2] == (3, "")


@pytest.mark.parametrize("text", ["", "a\udcff", "x" * 5000, "\x1b[2J", "/" * 300])
def test_no_words_are_an_error_for_who(run, text):
    code, out, err = run("who", text)
    assert (code, err) == (0, "")
    assert not any(forbidden(line) for line in out.splitlines())


def test_who_asks_the_likeness_that_it_is_given(tmp_path):
    (tmp_path / "names.jsonl").write_text('{"text": "the tall one"}\n')
    answers = cli._answers(str(tmp_path / "names.jsonl"), "2019-05-01", lambda text, on: Resolved(text, on, "Jo Roe"))
    assert [answer.who for answer in answers] == [Resolved("the tall one", "2019-05-01", "Jo Roe")]


# What a hostile page may not do to a terminal


HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07 \u202eesrever\u202c \u2066x\u2069 \ud800 \x9b31m \u200b\u200f\U000e0041 a\r\nb\u2028c \x7f"
)


def forbidden(line):
    return [
        c for c in line if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(c) in BIDI
    ]


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def hostile_reading(words, make_reading):
    reading = make_reading("Moscow said it\n")
    (statement,) = reading.statements
    statement = msgspec.structs.replace(
        statement,
        speaker=msgspec.structs.replace(statement.speaker, text=words),
        cue=msgspec.structs.replace(statement.cue, text=words),
        content=msgspec.structs.replace(statement.content, text=words),
    )
    article = msgspec.structs.replace(reading.article, title=words, url=words, outlet=words, published=words)
    return msgspec.structs.replace(reading, article=article, statements=(statement,))


def test_nothing_that_a_page_says_reaches_the_terminal_as_a_command(make_reading):
    for line in present.lines(hostile_reading(HOSTILE, make_reading)):
        assert forbidden(line) == []
    assert present.shown("\x1b[2J a\tb\u202ec\x9b") == "␛[2J a bc\N{REPLACEMENT CHARACTER}"
    assert forbidden(present.failure_line(Failure(HOSTILE, "pages", HOSTILE))) == []


def test_letters_of_every_script_are_shown_as_they_are():
    words = "Nicolás said «да», “可以”, نمی‌خواهم, 👩‍👩‍👧"
    assert present.shown(words) == words


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=80), width=st.integers(-5, 120))
def test_whatever_a_text_holds_its_lines_are_plain_and_no_wider_than_the_terminal(text, width):
    article = Article("id", None, None, text, None, None, None, None, text)
    reading = Reading(article, (), (), (), (), (), (), (), Model("stand-in", "1"))
    for line in present.lines(reading, width=width, verbose=True):
        assert forbidden(line) == []
        assert len(line) <= max(width, 40)


def test_style_is_around_a_line_and_never_in_plain_output(make_reading, kremlin):
    assert not any("\x1b" in line for line in present.lines(kremlin))
    styled = list(present.lines(kremlin, style=True))
    assert styled[0] == "\x1b[1mKremlin speaks\x1b[0m"
    assert [re.sub("\x1b\\[[012]m", "", line) for line in styled] == list(present.lines(kremlin))


def test_statements_within_each_other_or_nobody_are_shown_once(kremlin):
    first, second, third, _ = kremlin.statements
    ring = (
        msgspec.structs.replace(first, within=second.id),
        msgspec.structs.replace(second, within=first.id),
        msgspec.structs.replace(third, within="not there"),
    )
    shown = list(present.lines(msgspec.structs.replace(kremlin, statements=ring)))
    assert sum(line.startswith("¶") for line in shown) == 3


def test_no_statements_and_a_low_score_are_said(kremlin):
    assert "No statements found." in present.lines(msgspec.structs.replace(kremlin, statements=()))
    unsure = msgspec.structs.replace(kremlin.statements[0], score=0.31, speaker=None, passage="headline")
    shown = list(present.lines(msgspec.structs.replace(kremlin, statements=(unsure,))))
    assert shown[-4:] == [
        "¶1  (speaker not known) — said",
        "    Peskov warned other countries",
        "    indirect, characters 17-46, in the headline, score 0.31",
        "",
    ]


def test_an_output_that_cannot_show_a_letter_is_no_error(tmp_path, page, archive):
    out = subprocess.run(
        [sys.executable, "-m", "onrecord", "find", str(archive), "lost"],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"?3  Several countries ? denied" in out.stdout


# The house


def test_a_reader_that_goes_away_is_no_error(tmp_path, make_reading):
    with Ledger(tmp_path / "news.db") as ledger:
        ledger.add(make_reading("Moscow said it backs Maduro\n" * 5000))
    command = f"{sys.executable} -m onrecord find {tmp_path / 'news.db'} --limit 0 | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("undated")
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["read", "--help"],
        ["find", "ARCHIVE", "lost"],
        ["positions", "--help"],
        ["who", "Moscow", "--on", "2024-07-30"],
    ],
)
def test_only_reading_loads_the_encoder_and_the_html_parser(arguments, archive):
    code = """
import sys
from onrecord.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    heavy = {"onnxruntime", "numpy", "tokenizers", "trafilatura", "lxml", "py3langid"} & set(sys.modules)
    sys.exit(end.code or (f"loaded {heavy}" if heavy else 0))
"""
    arguments = [str(archive) if argument == "ARCHIVE" else argument for argument in arguments]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_the_version_is_the_projects(run):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert onrecord.__version__ == version
    assert run("--version") == (0, f"onrecord {version}\n", "")


PUBLIC = """
    Actor Article Content Cue Doubt Event Failure Found Given Ledger Model OnrecordError Page Parts Passage Pool
    Position Positions Query Question Reader Reading Reference Resolved Run Span Statement Summary When Where
    __version__ find_wires positions read read_all read_question reading_from_json to_json who
"""


def test_the_public_names():
    assert onrecord.__all__ == sorted(PUBLIC.split())
    assert dir(onrecord) == onrecord.__all__
    assert all(getattr(onrecord, name) is not None for name in onrecord.__all__)
    with pytest.raises(AttributeError, match="no attribute 'reed'"):
        onrecord.reed  # noqa: B018
