"""Every format of the table: written from the example set, and read back by what reads it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

import msgspec
import networkx
import pyarrow.parquet
import pytest

import onrecord
from benchmarks.positions import EXAMPLES, read_examples
from onrecord import cli
from onrecord.errors import UsageError
from onrecord.export import FORMATS, Whole, label_studio
from onrecord.export._coding import codings
from onrecord.export.csv_table import _line
from onrecord.export.dna import hashed
from onrecord.plover import CODEBOOK
from onrecord.questions import SHEET, positions, read_question, review_lines, take_rows
from onrecord.records import Event, Reference, Span, reading_from_json


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    with onrecord.Ledger(tmp_path_factory.mktemp("ledger") / "news.db") as ledger:
        ledger.add_many(read_examples(onrecord.Reader()))
        question = read_question(EXAMPLES / "question.yaml")
        yield Whole(ledger.readings, ledger.tables, question, tuple(positions(ledger, question)))


def statements(whole):
    return [s for r in whole.readings() for s in r.statements]


def direct(whole):
    return [e for p in whole.positions for e in p.evidence if not e.derived]


def read_csv(whole, path):
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert [r["id"] for r in rows] == [s.id for s in statements(whole)]
    texts = {r.article.id: r.article.text for r in whole.readings()}
    assert all(r["content"].strip() for r in rows)
    assert all(int(r["start"]) < int(r["end"]) <= len(texts[r["article"]]) for r in rows)


def read_jsonl(whole, path):
    back = [reading_from_json(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert back == list(whole.readings())


def read_annotation(whole, path):
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = {r.article.url or f"urn:onrecord:{r.article.id}": r.article.text for r in whole.readings()}
    assert len(found) == len(statements(whole))
    for one in found:
        for target in one["target"]:
            quote, position = target["selector"]
            assert texts[target["source"]][position["start"] : position["end"]] == quote["exact"]


def read_schema_org(whole, path):
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {one["@type"] for one in found} == {"NewsArticle"}
    assert sum(len(one["hasPart"]) for one in found) == len(statements(whole))
    assert "ClaimReview" not in path.read_text(encoding="utf-8")


def read_dna(whole, path):
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("SELECT Value FROM SETTINGS WHERE Property = 'version'").fetchone() == ("3.0.7",)
    assert db.execute("SELECT count(*) FROM STATEMENTS").fetchone() == (len(direct(whole)),)
    empty = db.execute("SELECT count(*) FROM ENTITIES WHERE Value = ''").fetchone()
    assert empty == (3,)
    entities, values = (db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("ENTITIES", "ATTRIBUTEVALUES"))
    assert values == 3 * entities
    for text, start, stop in db.execute(
        "SELECT Text, Start, Stop FROM STATEMENTS JOIN DOCUMENTS d ON d.ID = DocumentId"
    ):
        words = text.encode("utf-16-le")[2 * start : 2 * stop].decode("utf-16-le")
        assert " ".join(words.split()) in {e.text for e in direct(whole)}
    db.close()


def read_dna_events(whole, path):
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), delimiter=";"))
    assert len(rows) == len(direct(whole))
    assert {r["agreement"] for r in rows} == {"0", "1"}
    assert rows[0]["time"] == "2024-07-29 00:00:00"


def read_graphml(whole, path):
    graph = networkx.read_graphml(path)
    kinds = [data["type"] for _, data in graph.nodes(data=True)]
    assert kinds.count("proposition") == 2
    assert kinds.count("actor") == len({(p.actor.name, p.actor.kind) for p in whole.positions})
    holds = [d for *_, d in graph.edges(data=True) if d["relation"] == "holds"]
    assert len(holds) == sum(p.position != "silent" for p in whole.positions)
    assert {d["relation"] for *_, d in graph.edges(data=True)} == {"holds", "agreement", "conflict"}


def read_label_studio(whole, path):
    tasks = json.loads(path.read_text(encoding="utf-8"))
    assert len(tasks) == len(direct(whole))
    rows = label_studio.taken(path.read_bytes(), "tasks.json")
    assert {r["judgement"] for r in rows} == {""}


def read_parquet(whole, path):
    for name, columns, rows in whole.tables():
        table = pyarrow.parquet.read_table(path / f"{name}.parquet")
        assert table.column_names == [c.rpartition(" ")[0] for c in columns]
        assert table.to_pylist() == [dict(row) for row in rows]


READ_BACK = {
    "csv": read_csv, "jsonl": read_jsonl, "annotation": read_annotation, "schema-org": read_schema_org, "dna": read_dna,
    "dna-events": read_dna_events, "graphml": read_graphml, "label-studio": read_label_studio, "parquet": read_parquet,
}  # fmt: skip


@pytest.fixture
def event(whole):
    """A reading with one event: Putin congratulates Maduro."""
    reading = next(r for r in whole.readings() if r.article.title == "Putin congratulates Maduro as others wait")
    spans = [
        Span(i, i + len(w)) for w in ("Putin", "congratulates", "Maduro") for i in (reading.article.text.index(w),)
    ]
    parties = [Reference((s,), s.of(reading.article.text)) for s in spans]
    done = Event("e", "SUPPORT", (), (), (spans[1],), (parties[0],), (parties[2],), None, None, "happened", None, 0.9)
    return msgspec.structs.replace(reading, events=(done,))


def read_plover(lines):
    (one,) = map(json.loads, lines)
    assert (one["event"], one["date"]) == (["SUPPORT"], "2024-07-29")
    assert (one["actor"][0]["entity_text"], one["recipient"][0]["entity_text"]) == ("Putin", "Maduro")


def read_polecat(lines):
    (row,) = csv.DictReader(io.StringIO("\n".join(lines)), delimiter="\t")
    assert len(row) == 40
    assert (row["Event Type"], row["Event Date"], row["Actor Name Raw"]) == ("SUPPORT", "2024-07-29", "Putin")


OF_EVENTS = {"plover": read_plover, "polecat": read_polecat}


@pytest.mark.parametrize("name", OF_EVENTS)
def test_events_are_read_back(event, name):
    format_ = FORMATS[name]
    header = [format_.header] if format_.header else []
    OF_EVENTS[name]([*header, *format_.written(event, CODEBOOK)])


def test_every_format_is_read_back_by_something():
    assert set(READ_BACK) | set(OF_EVENTS) == set(FORMATS)
    assert all((FORMATS[name].written is not None) == (name in OF_EVENTS) for name in FORMATS)


@pytest.mark.parametrize("name", READ_BACK)
def test_what_is_written_is_read_back(whole, name, tmp_path):
    format_, path = FORMATS[name], tmp_path / "out"
    if format_.saved:
        format_.saved(whole, path)
    else:
        path.write_text("".join(f"{line}\n" for line in format_.told(whole)), encoding="utf-8")
    READ_BACK[name](whole, path)


@pytest.mark.parametrize("name", [n for n in READ_BACK if n != "parquet"])
def test_the_same_ledger_makes_the_same_bytes(whole, name, tmp_path):
    format_ = FORMATS[name]
    if format_.saved:
        for path in (tmp_path / "a", tmp_path / "b"):
            format_.saved(whole, path)
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    else:
        assert list(format_.told(whole)) == list(format_.told(whole))


def test_offsets_of_dna_are_utf16(whole, tmp_path):
    reading = next(r for r in whole.readings() if any(e.article == r.article.id for e in direct(whole)))
    emoji = msgspec.structs.replace(reading.article, text="\N{FIRE}" + reading.article.text)
    shifted = tuple(
        msgspec.structs.replace(p, evidence=tuple(
            msgspec.structs.replace(e, spans=tuple(type(s)(s.start + 1, s.end + 1) for s in e.spans))
            for e in p.evidence if e.article == emoji.id and not e.derived))
        for p in whole.positions
    )  # fmt: skip
    other = whole._replace(readings=lambda: [msgspec.structs.replace(reading, article=emoji)], positions=shifted)
    lines = list(csv.DictReader(io.StringIO("\n".join(FORMATS["dna-events"].told(other))), delimiter=";"))
    units = emoji.text.encode("utf-16-le")
    for row in lines:
        words = units[2 * int(row["start_position"]) : 2 * int(row["stop_position"])].decode("utf-16-le")
        assert " ".join(words.split()) == row["text"]


def test_who_judged_is_not_who_spoke_in_dna(tmp_path):
    question = read_question(EXAMPLES / "question.yaml")
    with onrecord.Ledger(tmp_path / "news.db") as ledger:
        ledger.add_many(read_examples(onrecord.Reader()))
        lines = review_lines(ledger.articles(), question, positions(ledger, question))
        rows = [
            {k: str(v) for k, v in msgspec.structs.asdict(line).items()} for line in lines if line.actor == "Russia"
        ]
        take_rows(ledger, question, [row | {"judgement": "affirms"} for row in rows], "sheet", "Ada Reviewer")
        found = codings(Whole(ledger.readings, ledger.tables, question, tuple(positions(ledger, question))))
        persons = {c.person for c in found if c.organization == "Russia"}
    assert persons == {""}


def test_a_graph_tells_what_is_contradicted(whole, tmp_path):
    FORMATS["graphml"].saved(whole, tmp_path / "g.graphml")
    graph = networkx.read_graphml(tmp_path / "g.graphml")
    edges = [d for _, _, d in graph.edges(data=True) if d["relation"] == "holds"]
    held = [p for p in whole.positions if p.position != "silent"]
    assert sum(d["contradicted"] for d in edges) == sum(p.contradicted for p in held)
    assert any("sectors" in d for _, d in graph.nodes(data=True))


def test_the_password_of_a_dna_file_is_hashed_as_dna_does():
    assert len(hashed("onrecord")) == 64
    assert hashed("onrecord") != hashed("other")


def test_a_label_studio_file_of_something_else_is_refused():
    with pytest.raises(UsageError, match="is no JSON export"):
        label_studio.taken(b"not json", "x.json")
    with pytest.raises(UsageError, match="task 1: is none that onrecord wrote"):
        label_studio.taken(b'[{"data": {"text": "x"}}]', "x.json")
    with pytest.raises(UsageError, match="task 1: is none that onrecord wrote"):
        label_studio.taken(b'[{"data": {"article": "x", "start": 0, "end": 1, "proposition": "p"}}]', "x.json")


def test_what_label_studio_does_not_write_chooses_nothing():
    data = dict.fromkeys(SHEET, "x")
    tasks = [{"data": data, "annotations": [1, {"result": [2, {"type": "choices", "value": 3}]}]}]
    assert [row["judgement"] for row in label_studio.taken(msgspec.json.encode(tasks), "x.json")] == [""]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--format", "dna", "--out", "x.dna"), "name its file with --question"),
        (("--format", "parquet"), "name a file with --out"),
        (("--format", "pdf"), "has to be one of plover"),
    ],
)
def test_export_says_what_a_format_needs(tmp_path, capsys, arguments, told):
    with onrecord.Ledger(tmp_path / "news.db"):
        pass
    with pytest.raises(SystemExit) as end:
        cli.main(["export", str(tmp_path / "news.db"), *arguments])
    assert end.value.code == 2
    assert told in capsys.readouterr().err


def test_a_line_end_in_a_cell_is_quoted():
    assert list(csv.reader(io.StringIO(_line(("a\nb", "c\rd", None)), newline=""))) == [["a\nb", "c\rd", ""]]
