"""Times in the field's sentences, holidays, what stays open, the times of statements, and hostile input."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.passages import paragraphs
from onrecord.records import Content, Cue, Reference, Span, Statement
from onrecord.times import attached, times
from onrecord.times._calendar import easter, holiday, moved

CASES = Path(__file__).parent / "time_cases.tsv"


def cases():
    lines = CASES.read_text(encoding="utf-8").splitlines()[1:]
    return [tuple(line.split("\t")) for line in lines]


def found(text, published=None, **more):
    rows = times(text, published or None, **more).times
    return [(w.span.of(text), w.value, w.from_ or "", w.to or "") for w in rows]


@pytest.mark.parametrize(("sentence", "published", "expression", "value", "first", "last"), cases())
def test_the_fields_sentences(sentence, published, expression, value, first, last):
    got = found(sentence, published)
    if expression == "-":
        assert got == []
    else:
        assert (expression, value, first, last) in got


# -- what needs a date, and what does not ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "on Monday", "last week", "yesterday", "two days ago", "in March", "on May 3", "this year", "last summer",
        "at Christmas", "over the weekend", "the past three years", "overnight",
    ],
)  # fmt: skip
def test_without_a_date_of_the_article_nothing_is_resolved_and_the_question_is_asked(text):
    dated = times(f"The harbour was closed {text}.", None)
    assert [(w.from_, w.to) for w in dated.times] == [(None, None)]
    assert [d.span for d in dated.doubts] == [dated.times[0].span]


def test_the_doubt_asks_which_monday():
    dated = times("The harbour was closed on Monday.", None)
    assert [(d.question, d.candidates) for d in dated.doubts] == [("which Monday?", ())]


def test_absolute_dates_need_no_publication():
    text = "It was founded in 1921, rebuilt in May 1950 and closed on 3 June 1999, a week after Easter 1999."
    assert [f[1] for f in found(text)] == ["1921", "1950-05", "1999-06-03", "1999-04-11", "1999-04-04"]
    assert times(text, None).doubts == ()


def test_a_slashed_date_that_can_be_read_both_ways_is_open_with_both_readings():
    dated = times("Signed on 3/4/2012.", "2020-01-01")
    assert dated.doubts[0].candidates == ("2012-03-04", "2012-04-03")
    assert found("Signed on 3/14/2012, or 14/3/2012, or 5/5/2012.", "2020-01-01")[0][1] == "2012-03-14"


def test_durations_and_sets_have_no_days_and_no_doubt():
    dated = times("For three years they met every Monday and spent two weeks on the daily reports.", "2020-01-01")
    assert [(w.value, w.from_) for w in dated.times] == [
        ("P3Y", None), ("XXXX-WXX-1", None), ("P2W", None), ("P1D", None)
    ]  # fmt: skip
    assert dated.doubts == ()


def test_what_was_spoken_counts_from_the_day_of_speaking():
    text = 'Speaking in May, she said: "We sailed yesterday." The ship sank yesterday.'
    quote = Span(text.index('"'), text.rindex('"') + 1)
    days = [w.from_ for w in times(text, "2021-06-10", spoken=[(quote, "2021-05-02")]).times]
    assert days == ["2021-05-01", "2021-05-01", "2021-06-09"]


@pytest.mark.parametrize(
    ("published", "text", "day"),
    [
        ("2024-07-30", "The vote is scheduled for Friday.", "2024-08-02"),
        ("2024-07-30", "The vote, held on Friday, was calm.", "2024-07-26"),
        ("2024-07-30", "On Friday, the court will hear the case.", "2024-08-02"),
        ("2024-07-30", "He agreed to resign on Friday.", "2024-08-02"),
        ("2024-07-30", "The minister said Friday the law would change.", "2024-07-26"),
        ("2024-07-30", "She said the vote on Friday will be close.", "2024-08-02"),
        ("2024-07-30", "They met ahead of Friday's election.", "2024-08-02"),
        ("2024-07-30", "The hearing would be held on Friday.", "2024-08-02"),
        ("2024-12-20", "The law takes effect on Jan. 1.", "2025-01-01"),
        ("2025-01-05", "The law took effect on Jan. 1.", "2025-01-01"),
        ("2025-01-05", "They were married on Dec. 30.", "2024-12-30"),
        ("2013-05-01", "It began on Friday, March 13.", "2015-03-13"),
    ],
)
def test_the_verb_tells_past_from_future(published, text, day):
    assert [f[2] for f in found(text, published)] == [day]


def test_a_life_told_long_after_keeps_its_own_year():
    text = (
        "He was born on 2 May 1811 and went to sea in 1825.\n\nOn 29 April 1832 he was set free. On 30 May he was shot,"
        " and he died the next day. His brother had died on 4 June 1830."
    )
    assert ("30 May", "1832-05-30", "1832-05-30", "1832-05-30") in found(text, "2004-08-18")
    assert ("the next day", "1832-05-31", "1832-05-31", "1832-05-31") in found(text, "2004-08-18")


def test_a_surname_of_the_text_is_no_month():
    text = "Theresa May spoke first. Pressure on May grew, and a letter from May was read. The party met in May."
    assert [f[0] for f in found(text, "2018-07-30")] == ["May"]
    assert times(text, "2018-07-30").times[0].span.start == text.rindex("May")


def test_no_expression_crosses_a_stretch():
    text = "It closed in May\n2015 people came."
    assert [f[0] for f in found(text, "2020-01-01", within=[(0, 16), (17, len(text))])] == ["May"]


# -- the calendar ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "day"), [(2000, "04-23"), (2008, "03-23"), (2019, "04-21"), (2038, "04-25")])
def test_easter(year, day):
    assert easter(year).isoformat() == f"{year}-{day}"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("thanksgiving", "2016-11-24"), ("memorial day", "2016-05-30"), ("good friday", "2016-03-25"),
        ("labor day", "2016-09-05"), ("new year's eve", "2016-12-31"), ("mlk day", "2016-01-18"),
    ],
)  # fmt: skip
def test_holidays(name, day):
    found_day = holiday(name, 2016)
    assert found_day is not None and found_day.isoformat() == day


@given(st.dates(), st.sampled_from(["day", "week", "month", "year", "decade", "century"]), st.integers(-300, 300))
def test_moving_stays_on_the_calendar_or_is_none(start, unit, count):
    end = moved(start, unit, count)
    assert end is None or date.min <= end <= date.max
    if unit == "day" and end is not None:
        assert end - start == timedelta(days=count)


# -- the times of statements -------------------------------------------------------------------------------------------


def statement(text, speaker, cue, content, addressee):
    def spans(words):
        return (Span(text.index(words), text.index(words) + len(words)),)

    who = Reference(spans(speaker), speaker) if speaker else None
    to = Reference(spans(addressee), addressee) if addressee else None
    said = Content(spans(content), content)
    return Statement("s", "indirect", who, Cue(spans(cue), cue), said, to, None, None, "report", 1.0)


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "content", "addressee", "then"),
    [
        ("Hale said Monday the law would change.", "Hale", "said", "the law would change", "", "Monday"),
        ("Hale said Monday the law would change.", "Hale", "said", "Monday the law would change", "", "Monday"),
        ("Hale said in a statement on Tuesday that it rained.", "Hale", "said", "that it rained", "", "Tuesday"),
        ("At a talk late Thursday, Hale said it rained.", "Hale", "said", "it rained", "", "late Thursday"),
        ("“It rained,” Hale said Monday night.", "Hale", "said", "“It rained,”", "", "Monday night"),
        ("On Monday, Hale told reporters it rained.", "Hale", "told", "it rained", "reporters", "Monday"),
        ("Hale told the paper in March that it rained.", "Hale", "told", "that it rained", "the paper", "March"),
        ("Hale said the vote on Sunday was fair.", "Hale", "said", "the vote on Sunday was fair", "", None),
        ("Hale said Sunday's vote was fair.", "Hale", "said", "Sunday's vote was fair", "", None),
        ("Hale said Sunday was too early.", "Hale", "said", "Sunday was too early", "", None),
        ("It rained on Monday. Hale said it would stop.", "Hale", "said", "it would stop", "", None),
        ("Hale, who left in May, said it rained.", "Hale, who left in May,", "said", "it rained", "", None),
        ("A survey released Friday says it rained.", "A survey released Friday", "says", "it rained", "", None),
        ("When he came on Monday, Hale said it rained.", "Hale", "said", "it rained", "", None),
        ("Hale has said since Monday that it rained.", "Hale", "has said", "that it rained", "", None),
        ("Hale said it rained.", "Hale", "said", "it rained", "", None),
        ("At a Monday hearing, Hale said it rained.", "Hale", "said", "it rained", "", "Monday"),
        ("Hours after a panel released it, Hale said it rained.", "Hale", "said", "it rained", "", None),
        ("Hale denied it after the panel met on Monday.", "Hale", "denied", "it", "", None),
        ("Hale mocked it, referring to what came on Sunday.", "Hale", "mocked", "it", "", None),
        ("It rained Monday.Hale said it would stop.", "Hale", "said", "it would stop", "", None),
        ("Hale has said for two years that it rains.", "Hale", "has said", "that it rains", "", None),
    ],
)  # fmt: skip
def test_the_time_of_the_saying(text, speaker, cue, content, addressee, then):
    when = attached(statement(text, speaker, cue, content, addressee), times(text, "2024-07-30").times, text)
    assert (when and when.span.of(text)) == then


def test_a_time_within_what_another_says_is_not_the_time_of_the_saying():
    text = "Roe pointed to Hale, who warned that the vote in March was lost."
    inner = msgspec.structs.replace(statement(text, "who", "warned", "that the vote in March was lost", ""), id="inner")
    outer = statement(text, "Roe", "pointed", "to Hale", "")
    found = times(text, "2024-07-30").times
    assert attached(outer, found, text) is None or attached(outer, found, text, [outer, inner]) is None
    assert attached(outer, found, text, [outer, inner]) is None


# -- properties and hostile input --------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    "Monday May march 3 10 31 1999 2012 ' s th , . - – / : the last next of in on two years ago later before after "
    "week weekend spring fall quarter first century 90 Christmas Easter p.m. a few every early mid-".split()
    + ["\n\n", "\n", " ", "\u00a0", "9/11", "12/13/2014", "0000-00-00", "²", "٣", "ﬁ", "İ", "\ud800", "[Ten]", "[", "]"]
)


@given(st.lists(PIECES, max_size=40), st.sampled_from([None, "2024-02-29", "0001-01-01", "9999-12-31"]))
@settings(max_examples=300, deadline=None)
def test_spans_stand_inside_the_text_in_order_and_days_are_days(pieces, published):
    text = " ".join(pieces)
    dated = times(text, published)
    ends = [0, *(w.span.end for w in dated.times)]
    for w, end in zip(dated.times, ends, strict=False):
        assert end <= w.span.start < w.span.end <= len(text)
        days = [date.fromisoformat(d) for d in (w.from_, w.to) if d]
        assert days == sorted(days)
    assert {d.span for d in dated.doubts} <= {w.span for w in dated.times}
    assert times(text, published) == dated


@given(st.text(max_size=200), st.sampled_from([None, "2024-02-29"]))
@settings(max_examples=150, deadline=None)
def test_nothing_raises_on_any_text(text, published):
    assert times(text, published) == times(text, published, within=paragraphs(text))


@pytest.mark.parametrize(
    "noise",
    [
        "1 1 1 1 ", "a a a ", "1234567890", "Monday ", "the last ", "two years after ", "May ", "1/2/", "2010-", "'",
        "[[", "in 1999 to ", "1,111", "first ", "a.m. ", "New Year's ", "Jan. 1 ", "will on Monday ", "Monday\n\n",
    ],
)  # fmt: skip
def test_a_book_of_anything_takes_seconds(noise):
    text = noise * (120_000 // len(noise))
    start = time.process_time()
    times(text, "2024-07-30", within=[(0, len(text))])
    assert time.process_time() - start < 20  # what is not linear takes many minutes
