"""Which articles are the same report: copies, cuts, edits and versions; what is none; and what a ledger makes of it."""

from __future__ import annotations

import random
import re
import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import cli
from onrecord.crews import recipe_of
from onrecord.furniture import furniture
from onrecord.ledger import EventQuery, Ledger, Query
from onrecord.ledger.repeats import Said, repeats
from onrecord.passages import line_key, zone
from onrecord.records import Event, FurnitureLine, Passage, Printed, Reference, Span, Told
from onrecord.wires import agency, find_wires, related, wires
from onrecord.workers import made

SYLLABLES = "ba de fi go hu ka le mi no pu ra se ti vo zu".split()


def sentences(seed, number):
    """Invented sentences, of the words that the seed draws."""
    draw = random.Random(seed)
    lengths = [draw.randint(8, 20) for _ in range(number)]
    return [" ".join("".join(draw.choices(SYLLABLES, k=3)) for _ in range(n)).capitalize() + "." for n in lengths]


def told(id_, text, *, report=None, **facts):
    facts = {"url": None, "outlet": None, "title": None, "byline": None, "published": None} | facts
    return Told(id=id_, text=text, report=((Span(0, len(text)),) if report is None else report), **facts)


def found(*articles):
    return {w.article: w for w in wires({a.id: a for a in articles})}


def relations(*articles):
    return {w.article: (w.relation, w.to) for w in found(*articles).values() if w.relation}


STORY = sentences("harbour", 30)


# What a copy is


def test_a_copy_with_other_furniture_and_other_quotation_marks_is_the_same():
    one = " ".join([*STORY, 'He said "kago fimi tizu" and left.'])
    other = "Subscribe to us!\n" + " ".join([*STORY, "He said “kago fimi tizu” and left."])
    body = (Span(17, len(other)),)
    assert relations(told("a", one), told("b", other, report=body)) == {"b": ("same", "a")}


@pytest.mark.parametrize("kept", [4, 10, 20])
def test_a_copy_cut_short_is_cut_and_the_whole_one_is_the_report(kept):
    cut, whole = told("a", " ".join(STORY[:kept])), told("b", " ".join(STORY))
    assert relations(cut, whole) == {"a": ("cut", "b")}
    assert found(cut, whole)["a"].shared > 0.9
    assert {w.report for w in found(cut, whole).values()} == {"b"}


def test_a_copy_cut_from_the_middle_and_the_end_is_cut():
    cut = " ".join([*STORY[:5], *STORY[9:14]])
    assert relations(told("a", cut), told("b", " ".join(STORY))) == {"a": ("cut", "b")}


def test_a_copy_with_changed_sentences_is_edited():
    new = sentences("desk", 30)
    edited = " ".join(new[i] if i % 3 == 0 else STORY[i] for i in range(28))
    assert relations(told("a", edited), told("b", " ".join(STORY))) == {"a": ("edited", "b")}


@pytest.mark.parametrize(
    "page", [{"url": "https://news.example/harbour"}, {"outlet": "The Example", "title": "Harbour shut"}]
)
def test_a_newer_version_of_a_page_is_updated(page):
    later = " ".join([*sentences("evening", 6), *STORY[3:], *sentences("night", 4)])
    assert relations(told("a", " ".join(STORY), **page), told("b", later, **page)) == {"a": ("updated", "b")}


def test_a_page_with_other_words_under_the_same_title_is_another_report():
    page = {"outlet": "The Example", "title": "Morning briefing"}
    first, second = " ".join(sentences("monday", 20)), " ".join(sentences("tuesday", 20))
    assert relations(told("a", first, **page), told("b", second, **page)) == {}


def test_two_reporters_who_quote_one_speech_are_two_reports():
    speech = "\n".join(f"“{s}”" for s in STORY[:10])
    one = speech + "\n" + " ".join(sentences("anna", 14))
    other = " ".join(sentences("boris", 12)) + "\n" + speech
    assert relations(told("a", one), told("b", other)) == {}


def test_a_quotation_left_open_quotes_no_more_than_its_line():
    opened = "“Kago fimi tizu\n" + "\n".join(STORY)
    assert relations(told("a", opened), told("b", "\n".join(STORY[:10]))) == {"b": ("cut", "a")}


def test_background_that_comes_back_weeks_later_is_no_copy():
    old = " ".join([*STORY[:14], *sentences("may", 8)])
    new = " ".join([*sentences("june", 12), *STORY[:14]])
    facts = {"outlet": "The Example"}
    assert (
        relations(told("a", old, published="2024-05-01", **facts), told("b", new, published="2024-06-20", **facts))
        == {}
    )
    assert relations(told("a", old, published="2024-05-01"), told("b", new, published="2024-05-02"))


def test_words_lent_to_another_outlet_on_the_same_day_make_an_edited_copy_and_within_one_outlet_do_not():
    agency_ = " ".join(STORY[:24])
    paper = " ".join([*sentences("paper", 11), *STORY[4:10]])
    day = {"published": "2024-05-01"}
    one = told("a", agency_, outlet="The Agency", **day)
    assert relations(one, told("b", paper, outlet="The Paper", **day)) == {"b": ("edited", "a")}
    assert relations(one, told("b", paper, outlet="The Agency", **day)) == {}


def test_a_chain_of_edits_is_one_report():
    new = sentences("later", 30)
    versions = [" ".join([*new[: 6 * n], *STORY[6 * n : 30 - n]]) for n in range(4)]
    wires_ = found(*(told(str(n), text) for n, text in enumerate(versions)))
    assert len({w.report for w in wires_.values()}) == 1


# Nothing to compare


def test_empty_short_and_furniture_only_articles_are_nobodys_copies():
    nothing = [
        told("empty", ""),
        told("blank", " \n "),
        told("short", "This is a developing story."),
        told("shorter", "This is a developing story."),
        told("promo", "Sign up now. " * 20, report=()),
        told("promo too", "Sign up now. " * 20, report=()),
        told("emoji", "😀 " * 50),
    ]
    assert relations(*nothing) == {}
    assert [w.article for w in wires({n.id: n for n in nothing})] == sorted(n.id for n in nothing)
    assert wires({}) == ()


def test_half_a_character_does_no_harm():
    text = " ".join(STORY) + "\ud800"
    assert relations(told("a", text), told("b", text)) == {"b": ("same", "a")}


def test_ten_words_again_and_again_have_no_anchor_and_no_match():
    assert (
        related(told("a", "ka le mi no pu ra se ti vo zu " * 40), told("b", "ka le mi no pu ra se ti vo zu " * 90))
        is None
    )


# The order of arrival, and size


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(9)))
def test_the_order_of_arrival_changes_nothing(order):
    texts = [
        STORY, STORY, STORY[:8], STORY[:20], [*sentences("x", 5), *STORY[5:]], sentences("y", 30),
        sentences("y", 30)[:12], sentences("z", 10), [*STORY[10:], *sentences("y", 6)],
    ]  # fmt: skip
    articles = [told(f"{n:02}", " ".join(text)) for n, text in enumerate(texts)]
    expected = wires({a.id: a for a in articles})
    assert wires({articles[n].id: articles[n] for n in order}) == expected
    assert wires({a.id: a for a in articles}) == expected


def test_an_article_more_does_not_break_a_group():
    articles = [told("a", " ".join(STORY)), told("b", " ".join(STORY[:12]))]
    more = told("c", " ".join(sentences("other", 30)))
    assert relations(*articles) == relations(*articles, more)


def seconds(articles):
    begun = time.process_time()
    wires(articles)
    return time.process_time() - begun


def test_ten_thousand_copies_take_no_longer_than_ten_thousand_articles():
    text = " ".join(STORY)
    same = {f"{n:05}": told(f"{n:05}", text) for n in range(10_000)}
    assert {w.report for w in wires(same)} == {"00000"}
    assert seconds(same) < 20 * seconds(dict(list(same.items())[:1_000])) + 1


def test_copies_with_a_changed_word_each_are_one_report_and_take_time_in_proportion():
    def changed(number):
        out = {}
        for n in range(number):
            words = " ".join(STORY).split()
            words[n % len(words)] = f"word{n}"
            out[f"{n:05}"] = told(f"{n:05}", " ".join(words))
        return out

    assert len({w.report for w in wires(changed(2_000))}) == 1
    assert seconds(changed(2_000)) < 20 * seconds(changed(200)) + 1


# Agencies


@pytest.mark.parametrize(
    ("text", "byline", "outlet", "name"),
    [
        ("CARACAS, July 30 (Reuters) - Protesters marched.", None, None, "Reuters"),
        ("CARACAS (AP) — Protesters marched.", None, "The Paper", "Associated Press"),
        ("By AFP\n\nProtesters marched.", None, None, "Agence France-Presse"),
        ("By Jane Roe, Associated Press\n\nProtesters marched.", None, None, "Associated Press"),
        ("Protesters marched.\n\nThe Associated Press contributed to this report.", None, None, "Associated Press"),
        ("Protesters marched.\n\nWith files from The Canadian Press", None, None, "Canadian Press"),
        ("Protesters marched.\n\nThis report contains material from Reuters.", None, None, "Reuters"),
        ("Protesters marched.\n\n— AP", None, None, "Associated Press"),
        ("Protesters marched.\n\n© 2024 Agence France-Presse", None, None, "Agence France-Presse"),
        ("Protesters marched.", "Xinhua", None, "Xinhua"),
        ("Protesters marched.", None, "Reuters", "Reuters"),
        (
            "CARACAS (Reuters) - They marched.\n\nThe Associated Press contributed to this report.",
            None,
            None,
            "Reuters",
        ),
        ("Protesters marched, the minister told Reuters on Monday.", None, None, None),
        ("The AA meeting was on Monday. A PA system failed.", None, "The Reuters Fan", None),
        ("", None, None, None),
    ],
)
def test_the_agency_is_the_one_that_the_text_names(text, byline, outlet, name):
    assert agency(text, byline, outlet) == name


# Furniture


def printed(report, text, *said):
    return Printed("The Example", report, text, tuple(Span(text.index(s), text.index(s) + len(s)) for s in said))


def keys(lines):
    return {line.line: line.articles for line in lines}


def test_a_line_in_five_reports_of_an_outlet_is_furniture_whatever_its_figures():
    articles = [printed(str(n), f"{STORY[n]}\n\nCopyright © 20{n:02} The Example") for n in range(6)]
    assert keys(furniture(articles)) == {line_key("Copyright © 2024  the example"): 6}
    assert keys(furniture(articles[:4])) == {}


def test_copies_of_one_report_do_not_make_its_words_furniture():
    copies = [printed("one", " ".join(STORY[:3])) for _ in range(9)]
    assert keys(furniture(copies)) == {}


def test_what_holds_a_statement_is_never_furniture():
    line = "The mayor said “we will not close the bridge”."
    articles = [printed(str(n), f"{STORY[n]}\n{line}") for n in range(8)]
    assert keys(furniture(articles)) == {line_key(line): 8}
    articles[7] = printed("7", f"{STORY[7]}\n{line}", "said", "“we will not close the bridge”")
    assert keys(furniture(articles)) == {}


def test_the_name_of_who_answers_is_never_furniture():
    assert keys(furniture([printed(str(n), f"{STORY[n]}\nAdela Brandt") for n in range(8)])) == {}


BRIDGE = "Council shuts old bridge\n\nThe council closed the bridge on Monday after a long debate, the mayor said.\n\n"


def test_known_furniture_is_no_report():
    line = "The winter fund of the town has helped many a family through the cold months of the year."
    assert zone(BRIDGE + line)[-1].kind == "report"
    *_, report, known = zone(BRIDGE + line, furniture={line_key(line)})
    assert (report.kind, known.start) == ("report", len(BRIDGE))
    assert known.kind not in ("report", "headline", "caption")


def test_an_article_that_is_only_furniture_has_no_report():
    line = "The winter fund of the town has helped many a family through the cold months of the year."
    assert [p.kind for p in zone(line)] == ["report"]
    (only,) = zone(line, furniture={line_key(line)})
    assert only.kind not in ("report", "headline", "caption")


# What is counted once


def test_what_copies_repeat_is_counted_once_and_what_a_report_says_twice_is_not():
    said = [
        Said("1", "a", "it lost the presidential election", ""),
        Said("2", "a", "yes", ""),
        Said("3", "a", "yes", ""),
        Said("4", "b", "It lost the presidential election.", ""),
        Said("5", "b", "yes", ""),
        Said("6", "b", "yes", ""),
        Said("7", "b", "yes", ""),
        Said("8", "c", "it has lost the presidential election", ""),
        Said("9", "c", "nobody won", ""),
        Said("10", "c", "it lost the presidential election", "PROTEST"),
    ]
    assert list(repeats(said)) == [("4", "1"), ("5", "2"), ("6", "3"), ("8", "1")]


LINES = "The Kremlin said the opposition lost the election\nPeskov warned all other countries against meddling\n"


@pytest.fixture
def copied(news_db, make_reading):
    """A ledger with a report in three papers, the last of them with a statement of its own, and another report."""
    text = LINES + " ".join(STORY)
    papers = [
        make_reading(text, url="https://a.example/1", outlet="A", title="Kremlin speaks", published="2024-07-30"),
        make_reading("Subscribe\n" + text, url="https://b.example/1", outlet="B", published="2024-07-31"),
        make_reading(text + "\nThe mayor denied he had been asked about it", url="https://c.example/1", outlet="C"),
        make_reading("The mayor said the bridge is shut\n" + " ".join(sentences("bridge", 9)), outlet="A"),
    ]
    with Ledger(news_db) as ledger:
        for paper in papers:
            ledger.add(paper)
        yield ledger, papers


def test_the_ledger_keeps_which_articles_are_one_report(copied):
    ledger, papers = copied
    assert ledger.wires() == {}
    find_wires(ledger)
    kept = ledger.wires()
    a, b, c, other = (p.article.id for p in papers)
    assert {kept[a].report, kept[b].report, kept[c].report} == {c}
    assert (kept[a].relation, kept[a].to, kept[c].relation) == ("same", c, None)
    assert (kept[other].report, kept[other].relation) == (other, None)
    (report,) = ledger.reports()
    assert [copy.outlet for copy in report.copies] == ["C", "A", "B"]
    assert (report.statements, report.repeated_statements) == (3, 4)
    assert ledger.tally().reports == 2
    assert ledger.check() == ()


def test_finding_wires_twice_changes_nothing(copied):
    ledger, _ = copied
    find_wires(ledger)
    before = (ledger.wires(), list(ledger.reports()), ledger.tally(), ledger.furniture())
    find_wires(ledger)
    assert (ledger.wires(), list(ledger.reports()), ledger.tally(), ledger.furniture()) == before


def test_statements_are_found_once_with_the_number_of_copies(copied):
    ledger, _ = copied
    assert len(list(ledger.statements())) == 8
    assert len(list(ledger.statements(Query(once=True)))) == 8
    find_wires(ledger)
    once = list(ledger.statements(Query(once=True)))
    assert sorted((f.article.outlet, f.copies) for f in once) == [("A", 1), ("C", 1), ("C", 3), ("C", 3)]
    assert [f.copies for f in ledger.statements()] == [1] * 8


def test_what_the_report_repeats_is_found_in_a_copy_if_only_that_is_asked_for(copied):
    ledger, _ = copied
    find_wires(ledger)
    (one,) = ledger.statements(Query("opposition", outlet="B", once=True))
    assert (one.article.outlet, one.copies) == ("B", 3)
    assert len(list(ledger.statements(Query("opposition", once=True, limit=1)))) == 1


def test_an_article_that_is_read_again_leaves_its_report_until_wires_are_found_again(copied):
    ledger, papers = copied
    find_wires(ledger)
    ledger.add(papers[1])
    assert papers[1].article.id not in ledger.wires()
    (report,) = ledger.reports()
    assert [copy.outlet for copy in report.copies] == ["C", "A"]
    assert (report.statements, report.repeated_statements) == (3, 2)
    assert ledger.check() == ()
    find_wires(ledger)
    (report,) = ledger.reports()
    assert len(report.copies) == 3


def test_the_report_itself_may_be_read_again(copied):
    ledger, papers = copied
    find_wires(ledger)
    ledger.add(papers[2])
    assert {w.report for w in ledger.wires().values()} == {papers[2].article.id, papers[3].article.id}
    assert len(list(ledger.statements(Query(once=True)))) == 8
    assert ledger.check() == ()


def test_events_are_found_once(copied):
    ledger, papers = copied
    for paper in papers[:2]:
        at = paper.article.text.index("lost")
        event = Event(
            id=f"e{at}", type="PROTEST", modes=(), contexts=(), trigger=(Span(at, at + 4),),
            actors=(Reference((Span(at - 11, at - 1),), "opposition"),), recipients=(), when=None, where=None,
            status="happened", according_to=None, score=0.9,
        )  # fmt: skip
        ledger.add(msgspec.structs.replace(paper, events=(event,)))
    find_wires(ledger)
    assert [f.copies for f in ledger.events(EventQuery(once=True))] == [2]
    assert ledger.tally().repeated_events == 1


def test_a_reader_that_knows_the_furniture_of_an_outlet_reads_none_of_it(news_db, make_reading):
    line = "The winter fund of the town has helped many a family through the cold months of the year."
    with Ledger(news_db) as ledger:
        for n in range(5):
            text = f"{STORY[n]}\n{line}"
            reading = make_reading(text, outlet="The Example", url=f"https://news.example/{n}")
            ledger.add(msgspec.structs.replace(reading, passages=(Passage(0, len(text), "report"),)))
        find_wires(ledger)
        known = ledger.furniture()
    assert known == {"The Example": frozenset({line_key(line)})}
    page = onrecord.Page("page.txt", "text", (BRIDGE + line).encode(), outlet="The Example")
    reader = onrecord.Reader()
    assert reader.read(page).passages[-1].kind == "report"
    last = reader.knowing(known).read(page).passages[-1]
    assert (last.start, last.kind in ("report", "headline", "caption")) == (len(BRIDGE), False)
    elsewhere = msgspec.structs.replace(page, outlet="Another")
    assert reader.knowing(known).read(elsewhere).passages[-1].kind == "report"


# The command


@pytest.fixture
def run(capsysbinary):
    """Runs a command: how it ended, what it printed, what it said on standard error."""

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            cli.main([str(argument) for argument in arguments])
        out, err = capsysbinary.readouterr()
        return end.value.code or 0, out.decode(), err.decode()

    return run


def test_wires_prints_each_report_with_its_copies(run, copied):
    ledger, papers = copied
    code, out, err = run("wires", ledger.path)
    a, b, c, _ = (p.article.id for p in papers)
    assert code == 0
    assert err.removeprefix(f"{ledger.path}: ") == (
        "4 articles are 2 reports; counted once, 4 statements and 0 events less; 0 lines are furniture\n"
    )
    assert re.sub(r"\s+", " ", out) == (
        f"Kremlin speaks undated · C · {c} · https://c.example/1 "
        f"2024-07-30 · A · same · 100% of its words · {a} · https://a.example/1 "
        f"2024-07-31 · B · same · 100% of its words · {b} · https://b.example/1 "
        "3 statements, 4 more repeat them "
    )


def test_wires_prints_one_object_a_report(run, copied):
    ledger, papers = copied
    code, out, _ = run("wires", ledger.path, "--format", "jsonl")
    (report,) = map(msgspec.json.decode, out.splitlines())
    assert (code, report["id"], report["statements"]) == (0, papers[2].article.id, 3)
    assert [copy["relation"] for copy in report["copies"]] == [None, "same", "same"]


def test_find_once_says_in_how_many_articles(run, copied):
    ledger, _ = copied
    run("wires", ledger.path)
    code, out, _ = run("find", ledger.path, "opposition", "--once")
    assert (code, out.count("the opposition lost the election"), "in 3 articles" in out) == (0, 1, True)
    assert run("find", ledger.path, "opposition")[1].count("the opposition lost the election") == 3


def test_a_ledger_that_is_missing_or_holds_nothing(run, news_db):
    code, out, err = run("wires", news_db)
    assert (code, out, "no such ledger" in err) == (4, "", True)
    Ledger(news_db).close()
    code, out, err = run("wires", news_db)
    assert (code, out, "0 articles are 0 reports" in err) == (0, "", True)


def test_what_a_page_says_of_itself_cannot_colour_the_screen(run, news_db, make_reading):
    with Ledger(news_db) as ledger:
        for outlet in ("A\x1b[31m", "B"):
            reading = make_reading(" ".join(STORY), outlet=outlet, title="\x1b[2J", url=f"https://{outlet[0]}.example")
            ledger.add(reading)
    assert "\x1b" not in run("wires", news_db)[1]


def test_workers_know_the_furniture_of_the_ledger_they_read_into(tmp_path):
    with Ledger(tmp_path / "news.db") as ledger:
        ledger.keep_furniture([FurnitureLine("The Example", line_key("Share this page"), 7)])
    recipe = recipe_of(into=str(tmp_path / "news.db"))
    assert recipe.furniture == (("The Example", (line_key("Share this page"),)),)
    assert hash(recipe)
    assert made(recipe)._furniture == {"The Example": frozenset([line_key("Share this page")])}
