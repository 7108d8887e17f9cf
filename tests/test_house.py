"""The rules of the house, as tests: no network, short functions, one broad except, a README that tells the truth."""

from __future__ import annotations

import ast
import re
import socket
import tomllib
from pathlib import Path

import pytest

import onrecord
from benchmarks.__main__ import SECTIONS, hold
from onrecord.cli import app

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "onrecord").rglob("*.py"))


def test_reading_a_page_opens_no_socket(monkeypatch):
    def closed(*_args, **_kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", closed)
    monkeypatch.setattr(socket, "create_connection", closed)
    for page in sorted((ROOT / "examples").glob("*.html")):
        assert onrecord.read(page).statements


def test_what_is_read_of_the_examples_makes_a_sound_ledger(tmp_path):
    with onrecord.Ledger(tmp_path / "examples.db") as ledger:
        for page in sorted((ROOT / "examples").glob("*.html")):
            ledger.add(onrecord.read(page))
        assert list(ledger.check()) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.name)
def test_functions_fit_a_screen_and_modules_a_sitting(path):
    source = path.read_text(encoding="utf-8")
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
    assert all(f.end_lineno - f.lineno < 60 for f in functions)
    assert source.count("\n") <= 550


def test_there_is_one_broad_except():
    broad = [
        path.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)  # undoes, and passes it on
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
    ]
    assert broad == ["run.py"]


def test_the_package_never_reads_the_clock_for_a_date():
    for path in MODULES:
        if path.name in ("store.py", "cli.py"):  # when a run began, and how fast it is
            continue
        assert not re.search(r"\b(?:today|now|utcnow|time\.time)\(", path.read_text(encoding="utf-8")), path


def test_the_readme_is_short_and_its_commands_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.count("\n") <= 120
    commands = {c.name or c.callback.__name__ for c in app.registered_commands}
    named = set(re.findall(r"^\$? ?onrecord (\w+)", readme, re.MULTILINE))
    assert named and named <= commands
    for target in re.findall(r"\]\(([\w./-]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_every_floor_has_its_section_and_a_figure_under_it_fails():
    floors = tomllib.loads((ROOT / "benchmarks/floors.toml").read_text(encoding="utf-8"))
    floors.pop("corpora", None)
    assert set(floors) <= set(SECTIONS)
    assert hold({"own": {"all": 70.0}}, {"own": {"all": 60.0}})
    assert not hold({"own": {"all": 50.0}}, {"own": {"all": 60.0}})
    assert not hold({"speed": {"peak": 600.0}}, {"speed": {"peak at most": 500.0}})
    assert hold({"own": {}}, {"speed": {"peak": 1.0}})
