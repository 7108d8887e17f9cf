"""Print every figure of the project beside its peers', and hold the floors.

python -m benchmarks                 all that the data at hand allows (../shared if it is there)
python -m benchmarks --own --check   what needs no ../shared, against the floors: what CI runs
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

from benchmarks import (
    actors,
    audit,
    cast,
    commitments,
    desk,
    events,
    extraction,
    many,
    measures,
    names,
    places,
    positions,
    profile,
    specimen,
    speed,
    stances,
    statements,
    times,
)
from onrecord.questions import Network, shipped
from onrecord.reader import Reader
from onrecord.stances import Stances

HERE = Path(__file__).parent
SECTIONS = (
    "own", "events", "news events", "pairs", "audit", "actors", "statements", "specimen", "names", "cast", "times",
    "places", "passages", "extraction", "speed", "many", "wires", "profile", "commitments", "measures", "positions",
    "contested", "stances",
    "desk",
)  # fmt: skip
Figures = dict[str, float]

# F1 on PolNeAR's test split: textacy 0.13, Gender Gap Tracker, Citron retrained on a third of train, two annotators.
PEERS = {
    "cue exact": (31.0, 41.9, 53.4, 70.4),
    "source exact": (25.1, 41.6, 56.6, 73.9),
    "content exact": (9.1, 19.9, 39.5, 65.8),
    "whole exact": (5.9, 13.2, 30.0, 56.3),
    "token source": (15, 55, 66, 81),
    "token cue": (16, 33, 49, 69),
    "token content": (42, 66, 72, 91),
    "coverage > 0.3": (26, 53, 68, 86),
    "coverage > 0.8": (14, 34, 57, 82),
    "speaker match > 0.8": (79.8, 86.5, 90.9, 94),
}


def main() -> None:
    """Run the sections, print them, write results/latest.json, and fail under a floor with --check."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--own", action="store_true", help="only what needs no ../shared")
    parser.add_argument("--check", action="store_true", help="fail under a floor of floors.toml")
    parser.add_argument("--only", action="append", choices=SECTIONS)
    parser.add_argument("--articles", type=int, default=600, help="of news/, for the section many; there are 3,000")
    parser.add_argument("--model", type=Path, help="another model folder, such as an fp32 export")
    args = parser.parse_args()
    reader = Reader(args.model)
    network = cache(lambda: Stances(args.model)) if args.model else shipped
    sections = _sections(args.shared, reader, network, args.own or not args.shared.is_dir(), args.only, args.articles)
    if missing := sorted({*(args.only or ())} - {*sections}):
        parser.error(f"--only {missing[0]}: needs the corpora in {args.shared}; --shared says where they are")
    found = {name: section() for name, section in sections.items()}
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "latest.local.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    if args.check and not hold(found, tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))):
        sys.exit(1)


def _sections(
    shared: Path, reader: Reader, network: Network, own: bool, only: list[str] | None, articles: int = 600
) -> dict[str, Callable[[], Figures]]:
    here = None if own else shared
    sections: dict[str, Callable[[], Figures]] = {
        "own": lambda: _own(reader),
        "events": lambda: _plain("events, own dev part (percent)", events.run(reader)),
        "pairs": lambda: _plain("type between two parties, PLV train; kept predictions", events.crossed()),
        "audit": lambda: _plain("a hundred events of a hundred articles, read against the text (percent)", audit.run()),
        "actors": lambda: _plain("actor strings with dates; the dictionary is Phoenix's", actors.run(here)),
        "commitments": lambda: _plain("who holds what, 200 own sentences (% right)", commitments.run(reader)),
        "measures": lambda: _plain(
            "who is for what should be done, 210 own passages (%)", measures.run(reader, network)
        ),
        "positions": lambda: _plain("positions, the example set", positions.run(reader)),
    }
    if not own:
        sections |= {
            "news events": lambda: _plain("events, excerpts of news (percent)", events.news(shared, reader)),
            "names": lambda: _plain("names, held-out fifth of wikigold and GUM news (F1)", names.run(shared)),
            "cast": lambda: _plain("who is whom", cast.pronouns(shared) | cast.speakers(shared, reader)),
            "times": lambda: _plain("times", times.run(shared)),
            "places": lambda: _plain("places, given spans", places.run(shared)),
            "statements": lambda: _polnear(shared, reader),
            "specimen": lambda: _plain("specimen", specimen.run(shared, reader)),
            "contested": lambda: _plain("positions, own labels", positions.labelled(shared, reader, network)),
            "stances": lambda: _plain("what people hold of any proposition", stances.run(shared, reader, network)),
            "passages": lambda: _plain("passages, held-out outlets", _trained("benchmarks.passages").run(shared)),
            "extraction": lambda: _plain("extraction, fundus_evaluation", extraction.run(shared)),
            "wires": lambda: _plain(
                "wires: labelled pairs, and copies made by rule", _trained("benchmarks.wires").run(shared)
            ),
            "speed": lambda: _plain("speed, one thread", speed.run(shared, reader)),
            "profile": lambda: _plain(
                "where the time goes, of the CPU time", profile.run(shared, reader, min(articles, 300))
            ),
            "many": lambda: _plain(f"many pages, {articles:,} articles", many.run(shared, reader, articles)),
            "desk": lambda: _plain("desk, 30,000 articles", desk.run()),
        }
    return {name: section for name, section in sections.items() if only is None or name in only}


def _trained(module: str) -> ModuleType:
    """A section that trains as it measures: it needs the extra [bench], which CI does not install."""
    return importlib.import_module(module)


def _polnear(shared: Path, reader: Reader) -> Figures:
    counts = statements.polnear(shared, reader)
    corpus = statements.corpus_hash(shared)
    print(f"\nstatements: PolNeAR dev, corpus {corpus}, model {reader.model.version}; peers on its test split")
    print(f"{'':22}{'P':>7}{'R':>7}{'F1':>7}   textacy  GGT  Citron  two annotators")
    for name in counts.gold:
        peers = "".join(f"{p:>8}" for p in PEERS.get(name, ()))
        print(f"{name:22}{counts.precision(name):7.1f}{counts.recall(name):7.1f}{counts.f1(name):7.1f}{peers}")
    return counts.all_f1()


def _own(reader: Reader) -> Figures:
    found = statements.own(reader)
    print(f"\nown gold: 14 articles, genre by genre (F1), model {reader.model.version}")
    print(f"{'':12}{'whole':>8}{'cue':>8}{'source':>8}{'content':>8}{'gold':>6}")
    for genre, counts in found.items():
        f1 = [counts.f1(f"{m} exact") for m in ("whole", "cue", "source", "content")]
        print(f"{genre:12}" + "".join(f"{f:8.1f}" for f in f1) + f"{counts.gold['whole exact']:6}")
    figures = {genre: counts.f1("whole exact") for genre, counts in found.items() if genre != "addressee"}
    return figures | {"addressee": found["addressee"].f1("source exact")}


def _plain(title: str, figures: Figures) -> Figures:
    print(f"\n{title}")
    for name, value in figures.items():
        print(f"  {name:45}{value:10.3f}")
    return figures


def hold(found: Mapping[str, Figures], floors: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether every figure that was measured is at or over its floor; says which is not.

    A floor whose name ends in " at most" is a ceiling.
    """
    good = True
    for section, rows in floors.items():
        for name, floor in rows.items() if section in found else ():
            ceiling = name.endswith(" at most")
            value = found[section][name.removesuffix(" at most")]
            if value > floor if ceiling else value < floor:
                print(f"FLOOR {section}: {name} is {value:.3f}, floor {floor}", file=sys.stderr)
                good = False
    return good


if __name__ == "__main__":
    main()
