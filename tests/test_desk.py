"""The desk: every page and its twin, what it refuses, what it escapes, and that it takes whatever a ledger holds."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import threading
import time
from importlib import import_module
from urllib.parse import quote

import msgspec
import pytest
from desk_ledgers import HEBREW, QUESTION, TURNED, WON, desk, filled, hostile, read
from starlette.testclient import TestClient
from typer.testing import CliRunner

import onrecord
from benchmarks.made import readings
from onrecord.cli import app
from onrecord.desk import Answers, Desk, application, report, serve
from onrecord.desk.answers import _stamp, answer_of
from onrecord.desk.layout import layout
from onrecord.desk.marks import Close, Mark, Open, marked
from onrecord.errors import LedgerError, UsageError
from onrecord.ledger import Ledger
from onrecord.records import Actor, Passage, Reference, Span, Wire

HOME = "http://127.0.0.1:8765"
PAGES = ("/", "/search", "/search?kind=events", "/actors", "/network", "/questions", "/questions/who-won")


def client(path, **kwargs):
    return TestClient(application(desk(path, **kwargs)), base_url=HOME)


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def pages(news):
    return client(news)


def get(pages, address, status=200):
    answer = pages.get(address)
    assert answer.status_code == status, answer.text
    return answer


def article_of(path, url):
    with Ledger(path) as ledger:
        return ledger.article_id(url)


# -- every page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_there_with_a_json_twin(pages, address):
    html = get(pages, address).text
    assert html.startswith("<!doctype html>") and "<h1" in html
    twin = re.search(r'rel="alternate" type="application/json" href="([^"]+)"', html)[1].replace("&amp;", "&")
    assert isinstance(get(pages, twin).json(), dict)


def test_the_front_counts_what_is_there_and_the_filters_work_as_forms(pages, news):
    twin = get(pages, "/index.json").json()
    assert twin["held"]["articles"] == 63 == sum(day["articles"] for day in twin["timeline"])
    assert twin["held"]["statements"] == sum(day["statements"] for day in twin["timeline"])
    filtered = get(pages, "/index.json?since=2024-07-01&until=2024-07-31").json()
    assert [one["title"] for one in filtered["articles"]] == ["Who won"]
    assert filtered["held"]["statements"] == 2
    assert 'value="2024-07-01"' in get(pages, "/?since=2024-07-01").text
    assert "<svg" in get(pages, "/").text, "the timeline is drawn without a script"


def test_lists_go_on_by_key_without_a_gap_or_a_row_twice(pages):
    seen, after = [], ""
    while after is not None:
        twin = get(pages, f"/index.json?after={after}").json()
        seen += [one["id"] for one in twin["articles"]]
        after = twin["next"]
    assert len(seen) == len(set(seen)) == 63
    for kind in ("statements", "events"):
        rows, after = [], ""
        while after is not None:
            twin = get(pages, f"/search.json?kind={kind}&after={after}").json()
            rows += [row[kind[:-1]]["id"] for row in twin["rows"]]
            after = twin["next"]
        assert len(rows) == len(set(rows)) == get(pages, "/index.json").json()["held"][kind]


def test_an_article_shows_every_row_and_leads_both_ways(pages, news):
    id_ = article_of(news, "https://a.example/1")
    html = get(pages, f"/articles/{id_}").text
    for row in ("s1", "s2"):
        assert f'id="t-{row}"' in html and f'href="#{row}"' in html
        assert f'id="{row}"' in html and f'href="#t-{row}"' in html
    twin = get(pages, f"/articles/{id_}.json").json()
    assert len(twin["reading"]["statements"]) == 2 and twin["reading"]["article"]["text"] == WON


def test_an_article_names_the_other_copies_of_its_report_and_a_report_counts_once(tmp_path):
    path = filled(tmp_path, 1)
    with Ledger(path) as ledger:
        copy = read(WON + "More follows.\n", url="https://a.example/3", title="Who won, cut", published="2024-07-30")
        ledger.add(copy)
        whole = ledger.article_id("https://a.example/1")
        found = {p.actor.name: p for p in answer_of_positions(path)}
        assert len({e.report for e in found["María Corina Machado"].evidence}) == 2
        ledger.keep_wires([Wire(whole, whole), Wire(copy.article.id, whole, "cut", whole, None, 0.9)])
    html = client(path).get(f"/articles/{whole}").text
    assert f'href="/articles/{copy.article.id}"' in html and "cut" in html and "90 % of the words" in html
    found = {p.actor.name: p for p in answer_of_positions(path)}
    assert {e.report for e in found["María Corina Machado"].evidence} == {whole}


def answer_of_positions(path):
    """What the desk answers to the question beside the ledger."""
    return answer_of(path, onrecord.read_question(path.with_name("who-won.yaml"))).positions


def test_what_is_no_reporting_is_folded(pages, news):
    html = get(pages, f"/articles/{article_of(news, hostile().article.url)}").text
    assert re.search(r'<details class="stretch folded appeal">\s*<summary>', html)


def test_words_that_another_page_points_at_are_marked(pages, news):
    id_ = article_of(news, "https://a.example/1")
    html = get(pages, f"/articles/{id_}?at=1&to=13").text
    assert re.search(r'<mark id="t-found" class="found"', html)


def test_an_actor_has_what_it_said_and_the_names_it_goes_by(pages):
    somebody = get(pages, "/index.json").json()["actors"][0]
    twin = get(pages, f"/actors/{somebody['key']}.json").json()
    assert twin["actor"] == somebody and twin["names"][0]["words"] == somebody["name"]
    assert twin["statements"] and sum(day["statements"] for day in twin["days"]) == somebody["statements"]
    events = get(pages, f"/actors/{somebody['key']}.json?show=events").json()["events"]
    assert events and all(somebody["name"] in msgspec.json.encode(one).decode() for one in events)


def test_search_marks_the_words_whatever_their_case_and_accents(pages):
    html = get(pages, "/search?q=NICOLAS+elect*").text
    assert "<mark class='hit'>Nicolás</mark>" in html and "<mark class='hit'>election</mark>" in html
    rows = get(pages, "/search.json?q=NICOLAS&actor=peskov&act=deny").json()["rows"]
    assert [row["article"] for row in rows] == [
        get(pages, "/search.json?q=NICOLAS&since=2024-08-01").json()["rows"][0]["article"]
    ]


def test_events_are_found_by_type_status_and_who_took_part(pages):
    rows = get(pages, "/search.json?kind=events&type=protest&status=happened").json()["rows"]
    assert rows and {(r["event"]["type"], r["event"]["status"]) for r in rows} == {("PROTEST", "happened")}
    who = rows[0]["actors"][0]["name"]
    text = rows[0]["event"]["actors"][0]["text"]
    words = quote(f'{text.split()[-1].lower()} "{text}" {text[:3]}*')
    told = get(pages, f"/search.json?kind=events&type=PROTEST&q={words}").json()["rows"]
    assert rows[0]["event"]["id"] in [row["event"]["id"] for row in told]
    assert get(pages, f"/search.json?kind=events&q={words}+zorbled").json()["rows"] == []
    again = get(pages, f"/search.json?kind=events&type=PROTEST&actor={who.upper()}").json()["rows"]
    assert rows[0]["event"]["id"] in [row["event"]["id"] for row in again]


def test_an_export_has_every_row_that_is_shown_and_no_formula(pages):
    lines = get(pages, "/export.jsonl?kind=events").text.splitlines()
    table = list(csv.DictReader(io.StringIO(get(pages, "/export.csv?kind=events").text)))
    assert len(lines) == len(table) == get(pages, "/index.json").json()["held"]["events"]
    assert [msgspec.json.decode(line)["event"]["id"] for line in lines] == [row["id"] for row in table]
    said = list(csv.DictReader(io.StringIO(get(pages, "/export.csv?q=nicolas").text)))
    assert {row["who"] for row in said} == {"Dmitry Peskov", "María Corina Machado"}


def test_a_cell_that_a_spreadsheet_would_run_is_kept_as_words(tmp_path):
    path = tmp_path / "f.db"
    with Ledger(path) as ledger:
        ledger.add(read("=HYPERLINK() said =1+1\n", title="@x"))
    row = next(csv.DictReader(io.StringIO(client(path).get("/export.csv").text)))
    assert row["words"] == "'=1+1" and row["title"] == "'@x" and row["who"] == "'=HYPERLINK()"


def test_a_network_is_always_drawn_the_same_way(pages):
    first = get(pages, "/network").text
    layout.cache_clear()
    assert get(pages, "/network").text == first
    net = get(pages, "/network.json?actors=300").json()["net"]
    keys = {knot["key"] for knot in net["knots"]}
    assert net["ties"] and all(tie["one"] in keys and tie["other"] in keys for tie in net["ties"])
    only = get(pages, "/network.json?upon=1").json()["net"]["ties"]
    assert {tie["kind"] for tie in only} == {"acts upon"}


def test_labels_of_thirty_actors_do_not_lie_on_each_other():
    edges = tuple((0, n, 1.0) for n in range(1, 30))
    places = layout(30, edges, (12,) * 30)
    assert all(0 <= x <= 1 and 0 <= y <= 0.67 for x, y in places)
    pairs = [(a, b) for n, a in enumerate(places) for b in places[n + 1 :]]
    assert sum(abs(a[0] - b[0]) < 0.09 and abs(a[1] - b[1]) < 0.025 for a, b in pairs) == 0


# -- questions ---------------------------------------------------------------------------------------------------------


def test_a_question_shows_who_stands_where_with_the_words_behind_it(pages):
    twin = get(pages, "/questions/who-won.json").json()
    held = {(p["actor"]["name"], p["proposition"]): p["position"] for p in twin["positions"]}
    assert held["María Corina Machado", "maduro"] == held["Russia", "maduro"] == "denies"
    html = get(pages, "/questions/who-won").text
    assert "2 of the roster are silent" not in html and "1 of the roster are silent" in html
    cell = re.search(r'class="cell denies" href="\?cell=(\w+)#evidence"', html)[1]
    shown = get(pages, f"/questions/who-won?cell={cell}").text
    assert "that Nicolás Maduro won" in shown and "in its article" in shown
    assert 'class="lanes"' in shown and 'class="changed"' in shown


def test_without_review_nothing_can_be_changed(pages, news):
    assert '<form class="decide"' not in get(pages, "/questions/who-won").text
    assert pages.post("/questions/who-won/decisions").status_code == 404
    for address in PAGES:
        assert pages.post(address).status_code == 405


def test_a_correction_sticks_and_is_undone(tmp_path):
    path = filled(tmp_path, 3)
    sitting = client(path, review=True)
    html = sitting.get("/questions/who-won").text
    held = {
        p["actor"]["name"]: p
        for p in sitting.get("/questions/who-won.json").json()["positions"]
        if p["proposition"] == "maduro"
    }
    assert held["María Corina Machado"]["position"] == "denies"
    cells = re.findall(r"\?cell=(\w+)#evidence", html)
    cell = next(
        c for c in cells if "<bdi>María Corina Machado</bdi> denies" in sitting.get(f"/questions/who-won?cell={c}").text
    )
    shown = sitting.get(f"/questions/who-won?cell={cell}").text
    token = re.search(r'name="token" value="(\w+)"', shown)[1]
    piece = re.search(r'name="piece" value="([\w.]+)"', shown)[1]
    form = {"token": token, "cell": cell, "piece": piece, "verdict": "affirms"}
    answer = sitting.post("/questions/who-won/decisions", data=form, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"] == f"/questions/who-won?cell={cell}#evidence"
    twin = sitting.get("/questions/who-won.json").json()
    (judged,) = twin["judgements"]
    assert (judged["position"], judged["by"], judged["actor"]) == ("affirms", "tester", "María Corina Machado")
    now = {p["actor"]["name"]: p["position"] for p in twin["positions"] if p["proposition"] == "maduro"}
    assert now["María Corina Machado"] == "affirms"
    with Ledger(path) as ledger:  # read again, by another model or not: it stays
        ledger.add(read(WON, url="https://a.example/1", title="Who won", outlet="The Example", published="2024-07-30"))
        assert len(ledger.judgements("Who won the election?")) == 1
    undo = re.search(r'name="undo" value="(\w+)"', sitting.get("/questions/who-won").text)[1]
    sitting.post("/questions/who-won/decisions", data={"token": token, "undo": undo})
    twin = sitting.get("/questions/who-won.json").json()
    assert twin["judgements"] == []
    now = {p["actor"]["name"]: p["position"] for p in twin["positions"] if p["proposition"] == "maduro"}
    assert now["María Corina Machado"] == "denies"


def test_a_rejected_cell_is_gone_until_it_is_undone(tmp_path):
    path = filled(tmp_path, 1)
    sitting = client(path, review=True)
    html = sitting.get("/questions/who-won").text
    cells = re.findall(r"\?cell=(\w+)#evidence", html)
    cell = next(
        c for c in cells if "<bdi>María Corina Machado</bdi> denies" in sitting.get(f"/questions/who-won?cell={c}").text
    )
    token = re.search(r'name="token" value="(\w+)"', sitting.get(f"/questions/who-won?cell={cell}").text)[1]
    sitting.post("/questions/who-won/decisions", data={"token": token, "cell": cell, "verdict": "none"})
    twin = sitting.get("/questions/who-won.json").json()
    assert "María Corina Machado" not in {p["actor"]["name"] for p in twin["positions"] if p["position"] != "silent"}
    assert "no evidence" in sitting.get("/questions/who-won").text
    answer = sitting.post("/questions/who-won/decisions", data={"token": token, "cell": cell, "verdict": "none"})
    assert answer.status_code == 400 and "load the page again" in answer.text


@pytest.mark.parametrize("wrong", ["no token", "no cookie", "other origin", "null origin"])
def test_a_change_from_anywhere_else_is_refused(tmp_path, wrong):
    path = filled(tmp_path, 1)
    sat = desk(path, review=True)
    sitting = TestClient(application(sat), base_url=HOME)
    page = sitting.get("/questions/who-won")
    assert "samesite=strict" in page.headers["set-cookie"].lower() and "httponly" in page.headers["set-cookie"].lower()
    form = {"token": "" if wrong == "no token" else sat.keys.token, "undo": "x"}
    origin = {"other origin": "https://evil.example", "null origin": "null"}.get(wrong)
    if wrong == "no cookie":
        sitting.cookies.clear()
    answer = sitting.post("/questions/who-won/decisions", data=form, headers={"origin": origin} if origin else {})
    assert answer.status_code == 403
    right = TestClient(application(sat), base_url=HOME)
    right.get("/questions")
    ok = right.post(
        "/questions/who-won/decisions", data={"token": sat.keys.token, "undo": "x"}, headers={"origin": HOME}
    )
    assert ok.status_code == 200


def test_a_form_that_never_ends_is_refused(tmp_path):
    sitting = client(filled(tmp_path, 1), review=True)
    assert sitting.post("/questions/who-won/decisions", data={"token": "x" * 200_000}).status_code == 413


def test_a_wrong_question_file_is_told_and_the_others_are_shown(tmp_path):
    path = filled(tmp_path, 1)
    (tmp_path / "other.yaml").write_text("tyres: [winter]", encoding="utf-8")
    assert "who-won" in client(path).get("/questions").text and "other" not in client(path).get("/questions").text
    named = Desk(path, Answers(path, [tmp_path / "other.yaml", tmp_path / "who-won.yaml"]))
    html = TestClient(application(named), base_url=HOME).get("/questions").text
    assert "other.yaml" in html and "/questions/who-won" in html


# -- safety ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8765", "", "127.0.0.1@evil"]
)
def test_another_host_is_refused(news, host):
    assert client(news).get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9000", "localhost:8765", "LOCALHOST"])
def test_this_machine_is_served(news, host):
    assert client(news).get("/", headers={"host": host}).status_code == 200


def test_every_answer_has_a_policy_that_lets_nothing_in(pages):
    for address in (*PAGES, "/static/desk.js", "/nope", "/articles/nope.json", "/export.csv"):
        headers = pages.get(address).headers
        assert headers["content-security-policy"].startswith("default-src 'self'; ")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"


def test_no_page_has_a_script_or_a_style_of_its_own(pages, news):
    for address in (*PAGES, f"/articles/{article_of(news, hostile().article.url)}", "/search?q=alert", "/nope"):
        html = pages.get(address).text
        assert re.findall(r"<script(?! src=\"/static/)", html) == []
        assert "<style" not in html and not re.search(r"<[^>]*\s(style|on\w+)\s*=", html)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_what_a_page_says_is_shown_and_never_obeyed(pages, news):
    id_ = article_of(news, hostile().article.url)
    for address in (
        "/",
        f"/articles/{id_}",
        "/search?q=script",
        "/actors",
        f"/actors/person:ISR:{HEBREW}",
        "/network?actors=300",
    ):
        html = get(pages, address).text
        assert "alert('x')</script>" not in html and "evil.example/x.js></script>" not in html
    html = get(pages, f"/articles/{id_}").text
    assert "&lt;script&gt;alert(" in html and "\x1b" not in html and "\x07" not in html and "␛" in html
    assert HEBREW in html and 'dir="auto"' in html and "\U0001f469\u200d\U0001f33e" in html
    assert "\u202e" not in re.search(r"<title>(.*?)</title>", html)[1]


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "\"'><img src=x onerror=1>",
        "{{7*7}}",
        "%00",
        "\u202e",
        '"',
        "AND OR NOT",
        "a" * 5000,
    ],
)
def test_what_is_typed_comes_back_escaped(pages, typed):
    for name in ("q", "actor", "outlet", "country", "act"):
        html = pages.get("/search", params={name: typed}).text
        assert "<script>alert(1)" not in html and "<img" not in html and ">49<" not in html


@pytest.mark.parametrize(
    "address", ["/?since=2024-13-40", "/?since=today", "/search?until=x", "/network?since=1", "/actors/x?since=y"]
)
def test_a_day_that_is_none_is_told(pages, address):
    answer = pages.get(address)
    assert answer.status_code in (400, 404) and "YYYY-MM-DD" in answer.text or answer.status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/?after=x",
        "/?after=.",
        "/search?after=..",
        "/search?after=2024.a.-1",
        "/actors?after=9",
        "/network?actors=-5",
        "/network?actors=99999999999",
        "/articles/nope?part=x",
    ],
)
def test_numbers_that_are_none_do_no_harm(pages, address):
    assert pages.get(address).status_code in (200, 404)


def test_static_files_stay_in_their_folder(pages):
    assert get(pages, "/static/vendor/htmx.LICENSE").text.startswith("Zero-Clause BSD")
    for address in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fcli.py", "/static/"):
        assert pages.get(address).status_code == 404


# -- what is not there -------------------------------------------------------------------------------------------------


def test_an_article_that_is_not_there_leads_to_some_that_are(pages):
    answer = get(pages, "/articles/0000000000000000", 404)
    assert "holds no article" in answer.text and answer.text.count('href="/articles/') >= 5
    assert get(pages, "/articles/0000000000000000.json", 404).json()["near"]


def test_an_actor_or_a_question_that_is_not_there_leads_to_some_that_are(pages):
    somebody = get(pages, "/index.json").json()["actors"][0]["name"]
    assert somebody.split()[-1] in get(pages, f"/actors/person::{somebody}", 404).text
    assert "/questions/who-won" in get(pages, "/questions/who-lost", 404).text
    assert "/search" in get(pages, "/nothing/here", 404).text
    assert get(pages, "/export.xlsx", 404)


@pytest.mark.parametrize("address", PAGES[:-1])
def test_an_empty_ledger_is_shown_with_what_to_do(tmp_path, address):
    path = tmp_path / "empty.db"
    Ledger(path).close()
    html = client(path).get(address)
    assert html.status_code == 200
    if address == "/":
        assert "onrecord read PAGE... --into empty.db" in html.text


def test_a_ledger_of_a_newer_version_is_told(tmp_path):
    path = tmp_path / "newer.db"
    Ledger(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    result = CliRunner().invoke(app, ["desk", str(path), "--no-browser"])
    assert isinstance(result.exception, LedgerError) and "newer onrecord" in str(result.exception)
    answer = client(path).get("/")
    assert answer.status_code == 503 and "newer onrecord" in answer.text


def test_a_ledger_that_grows_shows_it_and_a_page_keeps_no_writer_waiting(tmp_path):
    path = filled(tmp_path, 5)
    pages = client(path)
    before = pages.get("/index.json").json()["held"]["articles"]
    with Ledger(path, wait=0.0) as writer:
        for reading in readings(20, seed=3):
            writer.add(reading)  # raises if somebody holds a lock
            assert pages.get("/search").status_code == 200
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("BEGIN IMMEDIATE")  # a run in the middle of its transaction
        assert pages.get("/").status_code == pages.get("/questions/who-won").status_code == 200
        db.execute("ROLLBACK")
        db.close()
    assert pages.get("/index.json").json()["held"]["articles"] > before


def test_an_answer_changes_with_the_ledger_and_the_question(tmp_path):
    path = filled(tmp_path, 1)
    pages = client(path)
    assert len(pages.get("/questions/who-won.json").json()["positions"]) == 5
    with Ledger(path) as ledger:
        ledger.add(read("Edmundo González said Edmundo González won the election\n", published="2024-08-03"))
    names = {p["actor"]["name"] for p in pages.get("/questions/who-won.json").json()["positions"]}
    assert "Edmundo González" in names
    (tmp_path / "who-won.yaml").write_text(QUESTION + "until: 2024-07-01\n", encoding="utf-8")
    held = {p["position"] for p in pages.get("/questions/who-won.json").json()["positions"]}
    assert held <= {"silent"}


def test_many_can_look_at_once(news):
    pages, wrong = client(news), []

    def look(address):
        if pages.get(address).status_code != 200:
            wrong.append(address)

    threads = [threading.Thread(target=look, args=(address,)) for address in PAGES * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# -- what is large -----------------------------------------------------------------------------------------------------


def test_an_article_of_200_000_words_is_shown_in_parts(tmp_path):
    path = tmp_path / "long.db"
    line = "The council said the old bridge would be closed to cars until the end of May\n"
    with Ledger(path) as ledger:
        long = read(line * (200_000 // 15), title="Long")
        ledger.add(long)
    pages = client(path)
    html = get(pages, f"/articles/{long.article.id}").text
    assert "Part 1 of" in html and len(html) < 2_000_000
    parts = int(re.search(r"Part 1 of (\d+)", html)[1])
    last = get(pages, f"/articles/{long.article.id}?part={parts}").text
    assert f'id="s{len(long.statements)}"' in last
    middle = long.statements[len(long.statements) // 2]
    shown = get(pages, f"/articles/{long.article.id}?at={middle.content.spans[0].start}").text
    assert f'id="t-s{len(long.statements) // 2 + 1}"' in shown
    ids = [
        i
        for n in range(1, parts + 1)
        for i in re.findall(r' id="(s\d+)"', get(pages, f"/articles/{long.article.id}?part={n}").text)
    ]
    assert len(ids) == len(set(ids)) == len(long.statements)


def test_ten_thousand_mentions_of_one_actor(tmp_path):
    path = tmp_path / "many.db"
    text = "Peskov said nothing new\n" * 10_000
    reading = read(text, title="Peskov")
    spans = tuple(Span(n * 24, n * 24 + 6) for n in range(10_000))
    said = tuple(
        msgspec.structs.replace(s, speaker=Reference(s.speaker.spans, s.speaker.text, "p")) for s in reading.statements
    )
    actor = Actor("p", "Dmitry Peskov", "person", "RUS", ("GOV",), None, spans)
    with Ledger(path) as ledger:
        ledger.add(msgspec.structs.replace(reading, actors=(actor,), statements=said))
    pages = client(path)
    twin = get(pages, "/actors/person:RUS:Dmitry Peskov.json").json()
    assert twin["actor"]["statements"] == 10_000 and len(twin["statements"]) == 25 and twin["next"]
    assert twin["names"] == [{"words": "Peskov", "times": 10_000}]
    assert len(get(pages, "/actors/person:RUS:Dmitry Peskov").text) < 100_000
    assert "10,000" in get(pages, f"/articles/{reading.article.id}").text


# -- marks -------------------------------------------------------------------------------------------------------------


def told(tokens):
    """The tokens as text: the rows in brackets."""
    out = ""
    for token in tokens:
        out += f"[{token.mark.row}:" if isinstance(token, Open) else "]" if isinstance(token, Close) else token
    return out


def test_marks_nest_and_cross_and_lose_no_letter():
    text = "Kyiv says Moscow says it won."
    nested = [
        Mark(0, 4, "speaker", "a"),
        Mark(10, 28, "content", "a"),
        Mark(10, 16, "speaker", "b"),
        Mark(22, 28, "content", "b"),
    ]
    assert told(marked(text, 0, len(text), nested)) == "[a:Kyiv] says [a:[b:Moscow] says [b:it won]]."
    crossing = [Mark(0, 9, "content", "a"), Mark(5, 16, "content", "b")]
    assert told(marked(text, 0, len(text), crossing)) == "[a:Kyiv [b:says]][b: Moscow] says it won."
    assert told(marked(text, 5, 9, crossing)) == "[b:[a:says]]"
    for cut in (nested, crossing):
        assert "".join(t for t in marked(text, 3, 20, cut) if isinstance(t, str)) == text[3:20]


def test_a_mark_is_anchored_once():
    text = "one two three"
    tokens = list(marked(text, 0, 13, [Mark(0, 7, "content", "a"), Mark(4, 13, "content", "b")]))
    assert [(t.mark.row, t.begins) for t in tokens if isinstance(t, Open)] == [("a", True), ("b", True), ("b", False)]
    assert [(t.mark.row, t.ends) for t in tokens if isinstance(t, Close)] == [("b", False), ("a", True), ("b", True)]


def test_a_text_without_passages_is_shown_all_the_same(tmp_path):
    path = tmp_path / "plain.db"
    with Ledger(path) as ledger:
        ledger.add(msgspec.structs.replace(read(TURNED), passages=()))
        ledger.add(msgspec.structs.replace(read("\n"), passages=(Passage(0, 1, "report"),)))
    for line in client(path).get("/index.json").json()["articles"]:
        html = client(path).get(f"/articles/{line['id']}").text
        assert "Dmitry Peskov" in html or "This article has no text" in html


# -- commands ----------------------------------------------------------------------------------------------------------


def test_a_report_is_one_file_that_needs_nothing_else(news, tmp_path):
    out = tmp_path / "report.html"
    result = CliRunner().invoke(app, ["report", str(news), str(news.with_name("who-won.yaml")), "--out", str(out)])
    assert result.exit_code == 0, result.exception
    html = out.read_text(encoding="utf-8")
    assert "<script" not in html and "<link" not in html and not re.search(r"\ssrc=|url\(|@import", html)
    assert "María Corina Machado" in html and "that Nicolás Maduro won" in html and "default-src 'none'" in html
    targets = set(re.findall(r'href="#([\w-]+)"', html))
    assert targets and targets <= set(re.findall(r'id="([\w-]+)"', html))


@pytest.mark.parametrize("out", ["news.db", "other.db", "who-won.yaml"])
def test_a_report_never_overwrites_a_ledger_or_its_question(news, out):
    with Ledger(news.with_name("other.db")):
        pass
    before = news.with_name(out).read_bytes()
    asked, written = news.with_name("who-won.yaml"), news.with_name(out)
    result = CliRunner().invoke(app, ["report", str(news), str(asked), "--out", str(written)])
    assert isinstance(result.exception, UsageError) and "name another file" in str(result.exception)
    assert news.with_name(out).read_bytes() == before


def test_a_report_of_nothing_says_so(tmp_path):
    path = tmp_path / "empty.db"
    (tmp_path / "q.yaml").write_text(QUESTION, encoding="utf-8")
    with Ledger(path) as ledger:
        asked = onrecord.read_question(tmp_path / "q.yaml")
        assert "affirms, denies or questions any of this" in report(ledger, asked, onrecord.positions(ledger, asked))


def test_a_port_in_use_is_told_if_it_was_asked_for_and_else_another_is_taken(news, monkeypatch):
    import socket

    import uvicorn

    served = []
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: served.append(sockets[0].getsockname()))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match="can't be used"):
            serve(desk(news), port, browse=False)
        monkeypatch.setattr(import_module("onrecord.desk.serve"), "PORT", port)
        addresses = []
        serve(desk(news), browse=False, told=addresses.append)
    assert served[0][0] == "127.0.0.1" and served[0][1] != port and addresses == [f"http://127.0.0.1:{served[0][1]}"]


def test_the_desk_command_refuses_what_is_missing(tmp_path, news):
    for arguments, error in (
        (["desk", str(tmp_path / "none.db")], LedgerError),
        (["desk", str(news), "--question", "no.yaml"], UsageError),
    ):
        assert isinstance(CliRunner().invoke(app, [*arguments, "--no-browser"]).exception, error)


def test_who_only_looks_makes_no_answer_stale(news):
    asked = news.with_name("who-won.yaml")
    before = _stamp(news, asked)
    with Ledger(news, create=False) as ledger, ledger.looking() as db:
        db.execute("SELECT count(*) FROM articles").fetchone()
        assert _stamp(news, asked) == before
    assert _stamp(news, asked) == before


def test_a_browser_that_waits_does_not_keep_the_desk_from_serving(news, monkeypatch):
    asked = threading.Event()
    monkeypatch.setattr("webbrowser.open", lambda _: asked.wait(60))
    monkeypatch.setattr("uvicorn.Server.run", lambda *_: asked.set())
    began = time.monotonic()
    serve(desk(news), 0)
    assert time.monotonic() - began < 30
