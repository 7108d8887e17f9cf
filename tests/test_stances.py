"""What a network says that people hold of a proposition: what it is asked, and what the table makes of it."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

import onrecord
from onrecord import cli
from onrecord.commitment import STANCES
from onrecord.encoder import MODEL_DIR, WordPieces
from onrecord.errors import ModelError
from onrecord.questions import located, question_of, shipped
from onrecord.records import Page, Span
from onrecord.stances import LONGEST, STANCE_MARKS, Stances, asked

PIECES = WordPieces(MODEL_DIR / "tokenizer.json")
SAYS = "The Harbour Toll Plan should be adopted"
PLAN = {"question": "Should the toll plan be adopted?", "propositions": {"toll": {"says": SAYS}}}
TEXT = (
    "Mayor Ada Lindqvist voted for the Harbour Toll Plan on Monday. Councillor Tove Brandt voted against it and called "
    "the Harbour Toll Plan a disgrace. The Evening Post reported on the meeting."
)


def spans(text, *words):
    return [Span(text.index(w), text.index(w) + len(w)) for w in words]


@pytest.fixture(scope="module")
def reader():
    return onrecord.Reader()


def words_marked(found, number):
    of_words = np.repeat(np.arange(len(found.words.text)), [len(s) for s in found.words.subwords])
    marked = np.flatnonzero(found.marks[1:-1] == STANCE_MARKS.index(number))
    return [found.words.text[i] for i in dict.fromkeys(of_words[marked].tolist())]


def test_the_proposition_and_its_places_are_marked():
    found = asked(TEXT, SAYS, spans(TEXT, "Harbour Toll Plan"), spans(TEXT, "Tove Brandt"), PIECES)
    assert words_marked(found, "says") == [*SAYS.split(), "."]
    assert words_marked(found, "place") == ["Harbour", "Toll", "Plan"]
    first, end = found.spans[0]
    subwords = [s for word in found.words.subwords for s in word]
    assert subwords[first - 1 : end - 1] == [s for w in ("Tove", "Brandt") for s in PIECES.of(w)]


def test_who_stands_beyond_the_longest_text_holds_nothing():
    text = f"{TEXT} {'The meeting went on and on. ' * 200}Ada Smith opposed the Harbour Toll Plan."
    late = [Span(len(text) - 40, len(text) - 31)]
    assert late[0].of(text) == "Ada Smith"
    found = asked(text, SAYS, spans(text, "Harbour Toll Plan"), late, PIECES)
    assert len(found.marks) <= LONGEST + 2
    assert found.spans.tolist() == [[0, 0]]
    assert shipped().chances(text, SAYS, spans(text, "Harbour Toll Plan"), late) == [None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ada Lindqvist urged the council to pass the Harbour Toll Plan.",
            {"Ada Lindqvist": "affirms", "council": "none"},
        ),
        ("Tove Brandt opposes the Harbour Toll Plan, a reporter wrote.", {"Tove Brandt": "denies", "reporter": "none"}),
    ],
)
def test_who_is_for_it_and_who_is_against_it(text, expected):
    chances = np.asarray(shipped().chances(text, SAYS, spans(text, "Harbour Toll Plan"), spans(text, *expected)))
    assert dict(zip(expected, (STANCES[i] for i in chances.argmax(1)), strict=True)) == expected
    assert np.allclose(chances.sum(1), 1)


def test_what_is_said_of_one_does_not_depend_on_who_else_is_asked_about():
    place, holders = spans(TEXT, "Harbour Toll Plan"), spans(TEXT, "Ada Lindqvist", "Tove Brandt", "The Evening Post")
    alone = [shipped().chances(TEXT, SAYS, place, [h])[0] for h in holders]
    assert np.allclose(alone, shipped().chances(TEXT, SAYS, place, holders), atol=1e-5)


def test_without_a_place_or_a_holder_nothing_is_known():
    assert shipped().chances(TEXT, SAYS, [], spans(TEXT, "Tove Brandt")) == [None]
    assert shipped().chances(TEXT, SAYS, spans(TEXT, "Harbour Toll Plan"), []) == []
    assert shipped().chances("", "", [], []) == []


def test_a_folder_without_the_network_says_so(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(MODEL_DIR, folder)
    (folder / "stances.onnx").unlink()
    with pytest.raises(ModelError, match=r"stances\.onnx.*install onrecord again"):
        Stances(folder)
    card = folder / "model.toml"
    card.write_text(
        "".join(line for line in card.read_text().splitlines(True) if not line.startswith('"stances.onnx"'))
    )
    with pytest.raises(ModelError, match=r"stances\.onnx: missing; install onrecord again"):
        Stances(folder)


class Says:
    """A network that says the same of everybody, but of those whose words it is told of."""

    def __init__(self, stance, chance, **others):
        self.stance, self.chance, self.others = stance, chance, others
        self.asked = []

    def chances(self, text, says, places, holders):
        assert places and all(0 <= s.start < s.end <= len(text) for s in (*places, *holders))
        self.asked.append(says)
        return [self.row(*self.others.get(h.of(text).split()[-1], (self.stance, self.chance))) for h in holders]

    def row(self, stance, chance):
        return [chance if s == stance else (1 - chance) / 4 for s in STANCES]


def held(reader, text, network, question=PLAN):
    reading = reader.read(Page("t", "text", text.encode(), "utf-8", published="2024-07-30"))
    found = located([reading], question_of(question), network=network and (lambda: network))
    return {(p.actor.name, p.proposition): p for p in found}


def test_what_the_rules_find_stands_and_what_is_inferred_is_added(reader):
    text = f"{TEXT} Tom Baker smiled when the Harbour Toll Plan was read out. Nobody else did."
    by_rule = held(reader, text, None)
    assert {n: p.position for (n, _), p in by_rule.items()} == {"Ada Lindqvist": "affirms", "Tove Brandt": "denies"}
    found = held(reader, text, Says("none", 0.99, Baker=("questions", 0.96), Brandt=("affirms", 0.99)))
    assert found.keys() - by_rule.keys() == {("Tom Baker", "toll")}
    assert {key: found[key] for key in by_rule} == by_rule
    (piece,) = found["Tom Baker", "toll"].history[0].evidence
    assert (piece.kind, piece.position, piece.score) == ("inferred", "questions", 0.48)
    assert piece.spans[0].of(text) == "Tom Baker smiled when the Harbour Toll Plan was read out."


def test_what_the_network_is_not_sure_of_is_not_known(reader):
    text = "Tom Baker smiled when the Harbour Toll Plan was read out."
    assert not held(reader, text, Says("affirms", 0.75))
    assert held(reader, text, Says("affirms", 0.97))
    assert not held(reader, text, Says("none", 0.97))


def test_a_negated_proposition_is_asked_about_without_its_negation(reader):
    text = "Tom Baker smiled when the Harbour Toll Plan was read out."
    for says, asked_of in (
        ("The Harbour Toll Plan should not be adopted", "The Harbour Toll Plan should be adopted"),
        ("The Harbour Toll Plan must never be adopted", "The Harbour Toll Plan must be adopted"),
    ):
        network = Says("affirms", 0.97)
        found = held(reader, text, network, {"question": "?", "propositions": {"no": {"says": says}}})
        assert (found["Tom Baker", "no"].position, set(network.asked)) == ("denies", {asked_of})


def test_a_negation_that_is_not_the_verbs_is_not_asked_about(reader):
    text = "Tom Baker smiled when the Harbour Toll Plan was read out."
    for says in ("Nobody should adopt the Harbour Toll Plan", "The Harbour Toll Plan shouldn't be adopted"):
        network = Says("affirms", 0.97)
        assert not held(reader, text, network, {"question": "?", "propositions": {"no": {"says": says}}})
        assert not network.asked


def test_of_two_that_exclude_each_other_the_surer_is_affirmed(reader):
    text = "Tom Baker smiled when the Harbour Toll Plan and the Sea Bridge Plan were read out."
    both = {
        "question": "Which plan?",
        "propositions": {"toll": {"says": SAYS}, "bridge": {"says": "The Sea Bridge Plan should be adopted"}},
        "excludes": [["toll", "bridge"]],
    }

    class Prefers(Says):
        def chances(self, text, says, places, holders):
            return [self.row("affirms", 0.99 if "Toll" in says else 0.96) for _ in holders]

    found = held(reader, text, Prefers("none", 1), both)
    assert {key: p.position for key, p in found.items()} == {
        ("Tom Baker", "toll"): "affirms",
        ("Tom Baker", "bridge"): "denies",
    }
    assert not any(p.contradicted for p in found.values())


def test_the_network_is_not_asked_about_what_has_a_frame(reader):
    won = {"question": "Who won?", "propositions": {"her": {"says": "Ada Lindqvist won the election"}}}
    network = Says("affirms", 0.97)
    text = "Tom Baker denied that Ada Lindqvist had won the election."
    assert held(reader, text, network, won)["Tom Baker", "her"].position == "denies"
    assert not held(reader, "The harbour was calm, Tom Baker said.", network)
    assert not network.asked


def test_the_command_infers_only_when_it_is_asked_to(tmp_path, monkeypatch, capsys, reader):
    page = Page(
        "t", "text", b"Tom Baker smiled when the Harbour Toll Plan was read out.", "utf-8", published="2024-07-30"
    )
    with onrecord.Ledger(tmp_path / "news.db") as ledger:
        ledger.add(reader.read(page))
    (tmp_path / "plan.yaml").write_text(f"question: The plan?\npropositions:\n  toll: {{says: {SAYS}}}\n")
    monkeypatch.setattr("onrecord.cli_questions.shipped", lambda: Says("affirms", 0.97))
    command = ["positions", str(tmp_path / "news.db"), str(tmp_path / "plan.yaml"), "--format", "jsonl"]
    for more, expected in (([], []), (["--infer"], ["inferred"])):
        with pytest.raises(SystemExit, match="0"):
            cli.main([*command, *more])
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [e["kind"] for row in rows for e in row["evidence"]] == expected
    with pytest.raises(SystemExit, match="0"):
        cli.main([*command[:3], "--infer"])
    assert "2024-07-30 affirms (inferred): “Tom Baker smiled" in capsys.readouterr().out
