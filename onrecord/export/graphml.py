"""GraphML: actors and propositions as nodes, what actors hold as edges, and agreement and conflict between actors.

Two actors agree on a proposition if both affirm it, or both deny or question it; they are in conflict if one affirms
what the other denies or questions. `weight` counts the propositions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

from onrecord.export._whole import Whole
from onrecord.questions import Position

_NS = "http://graphml.graphdrawing.org/xmlns"
_KEYS = (
    ("node", "label", "string"), ("node", "type", "string"), ("node", "country", "string"), ("node", "kind", "string"),
    ("node", "sectors", "string"), ("edge", "contradicted", "boolean"),
    ("edge", "relation", "string"), ("edge", "position", "string"), ("edge", "sign", "int"), ("edge", "weight", "int"),
    ("edge", "since", "string"), ("edge", "until", "string"), ("edge", "score", "double"),
)  # fmt: skip
_SIGN = {"affirms": 1, "denies": -1, "questions": -1, "asks_for_evidence": 0}


def saved(whole: Whole, out: Path) -> None:
    """Write the graph of the positions; a silent member of a roster is a node without edges."""
    ElementTree.register_namespace("", _NS)
    root = ElementTree.Element(f"{{{_NS}}}graphml")
    for of, name, kind in _KEYS:
        ElementTree.SubElement(
            root, f"{{{_NS}}}key", {"id": f"{of}-{name}", "for": of, "attr.name": name, "attr.type": kind}
        )
    graph = ElementTree.SubElement(root, f"{{{_NS}}}graph", {"id": "positions", "edgedefault": "undirected"})
    actors = _nodes(graph, whole)
    for position in whole.positions:
        if position.position != "silent":
            _edge(graph, actors[_actor(position)], _proposition(position.proposition), {
                "relation": "holds", "position": position.position, "sign": _SIGN[position.position],
                "since": position.since, "until": position.until, "score": position.score,
                "contradicted": "true" if position.contradicted else "false",
            })  # fmt: skip
    for (one, other, relation), weight in sorted(_between(whole.positions, actors).items()):
        _edge(graph, one, other, {"relation": relation, "weight": weight})
    ElementTree.indent(root)
    out.write_bytes(ElementTree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _actor(position: Position) -> tuple[str, str, str | None]:
    return position.actor.name, position.actor.kind, position.actor.country


def _nodes(graph: ElementTree.Element, whole: Whole) -> dict[tuple[str, str, str | None], str]:
    ids: dict[tuple[str, str, str | None], str] = {}
    for position in whole.positions:
        who = _actor(position)
        if who not in ids:
            ids[who] = f"actor:{len(ids) + 1}"
            _node(graph, ids[who], {"label": who[0], "type": "actor", "kind": who[1], "country": who[2],
                                     "sectors": " ".join(position.actor.sectors) or None})  # fmt: skip
    for name, proposition in (whole.question.propositions if whole.question else {}).items():
        _node(graph, _proposition(name), {"label": proposition.says, "type": "proposition"})
    return ids


def _between(
    positions: tuple[Position, ...], ids: dict[tuple[str, str, str | None], str]
) -> Counter[tuple[str, str, str]]:
    held: dict[str, dict[str, int]] = defaultdict(dict)
    for position in positions:
        if sign := _SIGN.get(position.position, 0):
            held[position.proposition][ids[_actor(position)]] = sign
    count: Counter[tuple[str, str, str]] = Counter()
    for signs in held.values():
        for one, other in combinations(sorted(signs), 2):
            count[one, other, "agreement" if signs[one] == signs[other] else "conflict"] += 1
    return count


def _proposition(name: str) -> str:
    return f"proposition:{_printable(name)}"


def _node(graph: ElementTree.Element, name: str, data: dict[str, object]) -> None:
    _data(ElementTree.SubElement(graph, f"{{{_NS}}}node", {"id": name}), "node", data)


def _edge(graph: ElementTree.Element, source: str, target: str, data: dict[str, object]) -> None:
    _data(ElementTree.SubElement(graph, f"{{{_NS}}}edge", {"source": source, "target": target}), "edge", data)


def _data(element: ElementTree.Element, of: str, data: dict[str, object]) -> None:
    for name, value in data.items():
        if value is not None:
            ElementTree.SubElement(element, f"{{{_NS}}}data", {"key": f"{of}-{name}"}).text = _printable(str(value))


def _printable(text: str) -> str:
    """The text without what XML can't hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
