"""Attribution relations in brat standoff, as PolNeAR and the project's own gold keep them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

Piece = tuple[int, int]


class Gold(NamedTuple):
    """One annotated attribution: pieces are [start, end) code points; `nested` is set on inner ones."""

    source: tuple[Piece, ...]
    cue: tuple[Piece, ...]
    content: tuple[Piece, ...]
    addressee: tuple[Piece, ...] = ()
    nested: bool = False


def read_ann(path: Path) -> list[Gold]:
    """The attributions of one .ann file, in the order of their cues. Those without a cue are left out."""
    spans: dict[str, tuple[Piece, ...]] = {}
    events: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if line.startswith("T") and len(fields) >= 2:
            offsets = fields[1].split(" ", 1)[1]
            spans[fields[0]] = tuple((int(a), int(b)) for a, b in (p.split() for p in offsets.split(";")))
        elif line.startswith("E") and len(fields) >= 2:
            events.append(fields[1])
    rows = [_event(event, spans) for event in events]
    return sorted((r for r in rows if r.cue), key=lambda r: r.cue)


def _event(event: str, spans: dict[str, tuple[Piece, ...]]) -> Gold:
    """'Attribution:T3 Source:T1 Cue:T2 Content:T4'; a role may stand several times (Content, Content2, ...)."""
    kind, *roles = event.split()
    found: dict[str, list[Piece]] = {}
    for role in roles:
        name, span = role.split(":")
        found.setdefault(name.rstrip("0123456789"), []).extend(spans.get(span, ()))
    source, cue, content, addressee = (
        tuple(sorted(set(found.get(r, [])))) for r in ("Source", "Cue", "Content", "Addressee")
    )
    return Gold(source, cue, content, addressee, "nested" in kind)


def articles(folder: Path) -> Iterator[tuple[str, str, list[list[Gold]]]]:
    """(name, text, one list of attributions per annotator) of a PolNeAR split, by name."""
    for path in sorted((folder / "text").glob("*.txt")):
        files = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
        with path.open(encoding="utf-8", newline="") as file:
            yield path.stem, file.read(), [read_ann(f) for f in files]
