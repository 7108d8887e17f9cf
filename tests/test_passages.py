"""Zoning: what is the report and what is not, and that the passages tile whatever text they are given."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import passages
from onrecord.errors import ModelError
from onrecord.passages import paragraphs, zone

REPORT = [
    "The harbour of Velm was closed on Monday after a freighter ran aground at the entrance, the port authority said.",
    "Two tugs tried in vain to free the ship, which carries 4,000 tons of grain and a crew of eighteen.",
    '"We need your help, and we need it before the storm," harbour master Tilda Broek told the tug companies.',
    "Insurers put the damage at about $3 million, according to a person familiar with the matter.",
    "A decision about the cargo is expected on Thursday, when the wind is forecast to drop.",
]
APPEAL = [
    "A Message from The Velm Courier:",
    "Dear readers,",
    "For forty years the Velm Courier has told this town what others would rather keep from it. "
    "Advertising no longer pays for that.",
    "If you value our journalism, please consider a monthly contribution, starting from just $4. "
    "Every gift keeps our reporters at work.",
    "Thank you for your support.",
    "Remind me later.",
]


def kinds_of(lines: list[str], joint: str = "\n", **facts: str) -> list[str]:
    """The kind of every line, as `zone` sees them within one text."""
    text = joint.join(lines)
    found = zone(text, **facts)
    return [next(p.kind for p in found if p.start <= text.index(line) < p.end) for line in lines]


@pytest.mark.parametrize("joint", ["\n", "\n\n", "\r\n", "\n \n"])
def test_an_appeal_at_the_end_is_one_block_with_its_head_and_its_button(joint: str) -> None:
    assert kinds_of(REPORT + APPEAL, joint) == ["report"] * 5 + ["appeal"] * 6


def test_an_appeal_within_the_article_leaves_the_report_on_both_sides() -> None:
    kinds = kinds_of(REPORT[:3] + APPEAL[:5] + REPORT[3:])
    assert kinds[:3] == ["report"] * 3
    assert kinds[3:8] == ["appeal"] * 5
    assert kinds[8:] == ["report"] * 2


@pytest.mark.parametrize(
    "plea",
    [
        '"We need your help," the senator told the crowd. "Please donate whatever you can to this campaign."',
        "The broadcaster asked its listeners for donations last week, saying it could not survive without them.",
        "“Your support, no matter how small, keeps us going,” the editor wrote in an appeal to subscribers.",
        "Readers of the banned newspaper have given $40,000 since its accounts were frozen, its publisher said.",
        "The party raised $12 million in small donations in March, more than in the whole of last year.",
    ],
)
@pytest.mark.parametrize("at", [1, 3, 5])
def test_a_report_about_money_or_a_plea_in_quotation_marks_is_reporting(plea: str, at: int) -> None:
    assert kinds_of([*REPORT[:at], plea, *REPORT[at:]]) == ["report"] * 6


def test_furniture_around_an_article() -> None:
    lines = ["Freighter Blocks Harbour of Velm", "By Ottilie Brandt", *REPORT, "Advertisement"]
    lines += ["(Reporting by Ottilie Brandt; Editing by Jon Maas)", "Sign up for our free daily newsletter."]
    kinds = kinds_of(lines, title="Freighter blocks harbour of Velm", byline="Ottilie Brandt")
    assert kinds == ["headline", "byline", *["report"] * 5, "other", "credit", "promo"]


def test_a_photograph_s_caption_is_not_reporting() -> None:
    caption = "The freighter at the harbour entrance on Monday, March 4, 2019. (AP Photo/Jon Maas)"
    assert kinds_of([caption, *REPORT])[0] == "caption"


def test_the_specimen_is_a_report_and_then_an_appeal_to_the_end(specimen: str) -> None:
    found = zone(specimen)
    assert [p.kind for p in found] == ["report", "appeal"]
    assert specimen[found[1].start :].startswith("A Message from")


@pytest.fixture
def specimen() -> str:
    path = Path(__file__).parents[2] / "shared" / "specimens" / "contested-election.txt"
    if not path.exists():
        pytest.skip("the specimen is not on this machine")
    return path.read_text(encoding="utf-8")


def test_hard_wrapped_lines_are_put_together_into_paragraphs() -> None:
    text = (
        "The harbour of Velm was closed on Monday after a freighter ran aground at\n"
        "the entrance, the port authority said, and two tugs tried in vain to free\n"
        "the ship.\n\n"
        "A decision is expected on Thursday.\n"
    )
    assert [text[a:b].split()[0] for a, b in paragraphs(text)] == ["The", "A"]


def test_headline_deck_and_byline_on_neighbouring_lines_stay_apart() -> None:
    text = (
        "Freighter runs aground and closes the harbour of Velm\n"
        "Two tugs fail to free the ship before the storm arrives\nBy Jo Maas\n"
    )
    assert len(paragraphs(text)) == 3


def test_an_empty_text_has_no_passages_and_a_blank_one_a_single_other() -> None:
    assert zone("") == ()
    assert [(p.start, p.end, p.kind) for p in zone(" \n\t\n")] == [(0, 4, "other")]


PIECES = st.sampled_from(
    [
        *REPORT,
        *APPEAL,
        "",
        " ",
        "\n",
        "\r\n",
        "\r",
        "\u2028",
        "\x0b",
        "“",
        '"',
        "‘",
        "«",
        "\ufeff",
        "\xad",
        "x",
        "1",
        "-",
    ]
)


def assert_tiles(text: str) -> None:
    found = zone(text)
    assert "".join(text[p.start : p.end] for p in found) == text
    assert all(p.start < p.end for p in found)
    assert all(a.kind != b.kind for a, b in zip(found, found[1:], strict=False))


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("\n".join), st.lists(PIECES, max_size=30).map("".join)))
def test_passages_tile_any_text(text: str) -> None:
    assert_tiles(text)


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1), st.text(), st.text())
def test_facts_of_any_shape_are_taken(title: str, byline: str, outlet: str) -> None:
    text = "\n".join([title, *REPORT])
    assert sum(p.end - p.start for p in zone(text, title=title, byline=byline, outlet=outlet)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(f"{n}. {REPORT[n % 5]}" for n in range(50_000)),
        "word " * 3_200_000,
        '"' * 4_000_000,
        "‘a " * 1_500_000,
        "A. " * 2_000_000,
        "\n" * 4_000_000,
        "(" * 2_000_000 + "\n" + "[" * 2_000_000,
    ],
    ids=["50,000 paragraphs", "16 MB line", "quotes", "open quotes", "initials", "newlines", "brackets"],
)
def test_hostile_texts_end_soon(text: str) -> None:
    start = time.perf_counter()
    assert_tiles(text)
    assert time.perf_counter() - start < 15


def test_missing_weights_are_a_model_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "WEIGHTS", tmp_path / "none.npz")
    passages.load_weights.cache_clear()
    with pytest.raises(ModelError, match="none.npz"):
        zone("Some text.")
    passages.load_weights.cache_clear()


def test_broken_weights_are_a_model_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04 not an archive")
    monkeypatch.setattr(passages, "WEIGHTS", tmp_path / "bad.npz")
    passages.load_weights.cache_clear()
    with pytest.raises(ModelError):
        zone("Some text.")
    passages.load_weights.cache_clear()
