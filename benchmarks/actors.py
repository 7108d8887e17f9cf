"""Actor strings with dates: country and sector against 300 labelled strings, scored as `gold/actors.md` says.

`dev` was there for writing the rules; of `held` only these figures are ever looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from onrecord.actors import who
from onrecord.facts import fold

GOLD = Path(__file__).parent / "gold"
Answer = tuple[str | None, tuple[str, ...]]


class Case(NamedTuple):
    """A labelled string: any of `countries` is right ("-" for none); the first of `sectors` is the chief one."""

    text: str
    on: str | None
    countries: tuple[str, ...]
    sectors: tuple[str, ...]


def run(shared: Path | None = None) -> dict[str, float]:
    """Figures in percent, of the resolver and, with the corpora at hand, of a plain look-up in the Phoenix files."""
    figures: dict[str, float] = {}
    plain = _dictionary(shared / "corpora" / "actors") if shared is not None else None
    for half in ("dev", "held"):
        cases = read(GOLD / f"actors_{half}.tsv")
        figures |= {f"{half}: {k}": v for k, v in score(cases, _resolver).items()}
        if plain is not None:
            figures |= {f"{half}, dictionary: {k}": v for k, v in score(cases, plain).items()}
    return figures


def read(path: Path) -> list[Case]:
    """The labelled strings of a file."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]
    return [Case(r[0], r[1] or None, tuple(r[2].split("|")), tuple(s for s in r[3].split("|") if s)) for r in rows]


def score(cases: list[Case], answer: Callable[[Case], Answer]) -> dict[str, float]:
    """Country, chief sector among the answer's, any sector in common, country and chief sector, answers left open."""
    right: dict[str, list[bool]] = {
        k: [] for k in ("country", "country where said", "sector", "any sector", "all", "open")
    }
    for case in cases:
        country, sectors = answer(case)
        placed = (country or "") in case.countries or country is None and "-" in case.countries
        given = sectors or ("UNK",)
        chief = not case.sectors or case.sectors[0] in given
        right["country"].append(placed)
        right["all"].append(placed and chief)
        right["open"].append(country is None and not sectors)
        if case.countries != ("",):
            right["country where said"].append(placed)
        if case.sectors:
            right["sector"].append(chief)
            right["any sector"].append(bool(set(case.sectors) & set(given)))
    return {name: 100.0 * sum(marks) / len(marks) for name, marks in right.items() if marks}


def _resolver(case: Case) -> Answer:
    found = who(case.text, case.on)
    return found.country, found.sectors


def _dictionary(folder: Path) -> Callable[[Case], Answer]:
    """The longest pattern of the Phoenix files in the string, and the longest agent noun, without dates or grammar."""
    actors: dict[str, str] = {}
    agents: dict[str, str] = {}
    names: list[str] = []
    for path in sorted(folder.glob("Phoenix.*.actors.txt")):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            name = re.split(r"[\[;#]", line)[0].strip(" +_\t")
            names += [fold(name)] if name else []
            for code in re.findall(r"\[([A-Z]{3,})", line.split(";")[0])[:1]:
                actors |= {n: code for n in names if n not in actors}
                names = []
    for line in (folder / "PLOVER_agents.txt").read_text(encoding="utf-8").splitlines():
        found = re.match(r"([A-Z_' -]+?)\s*\[~([A-Z]{3})", line)
        if found:
            agents[fold(found[1])] = found[2]
    return lambda case: _looked_up(fold(case.text).split(), actors, agents)


def _looked_up(words: list[str], actors: dict[str, str], agents: dict[str, str]) -> Answer:
    spans = [" ".join(words[i:j]) for i in range(len(words)) for j in range(len(words), i, -1)]
    spans.sort(key=len, reverse=True)
    code = next((actors[s] for s in spans if s in actors), "")
    agent = next((agents[t] for s in spans for t in (s, s.removesuffix("s")) if t in agents), "")
    sector = agent or code[3:6]
    return code[:3] or None, (sector,) if sector else (("GOV",) if code else ())
