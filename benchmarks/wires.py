"""Which articles are the same report: against labelled pairs of the corpora, and against copies made by rule.

Real copies are few in `news/` (four), so most come from rules that cut, edit and update its articles as desks do, with
a seed; they exist only while this runs. All of it is one collection: every copy lies among four thousand articles.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from rensa import RMinHash

from onrecord.passages import zone
from onrecord.records import Span, Told, article_id
from onrecord.wires import related, wires
from onrecord.wires._grouped import _body, _candidates, _read
from onrecord.wires._words import hashed, shingles

GOLD = Path(__file__).parent / "gold" / "wires.tsv"
KINDS = ("same", "cut", "edited", "updated")
MADE = 60  # copies of each kind, and as many of each kind of look-alike
SEED = 7
PERMUTATIONS, BANDS = 128, 32

ABOVE = (
    "Skip to main content", "Share this story", "Updated 3 hours ago", "Listen to this article", "From our partners",
)  # fmt: skip
BELOW = (
    "Sign up for our morning newsletter.", "Read more: five stories you may have missed", "All rights reserved.",
    "This article was originally published elsewhere.", "Follow us on Facebook.",
)  # fmt: skip
FILLERS = ("however", "officials", "late", "Thursday", "about", "several")
SINGLE = str.maketrans('“”"', "‘’'")  # inside of a quotation
SENTENCE = re.compile(r"(?<=[.!?”\"]) +(?=[A-Z“\"])")


class Pair(NamedTuple):
    """Two articles, by their ids, and what the shorter is of the longer: a kind, or "none"."""

    one: str
    other: str
    kind: str


def run(shared: Path) -> dict[str, float]:
    """Figures in percent; articles per CPU-second over the articles of `news/`, and over copies with a changed word."""
    news, polnear = _news(shared), _polnear(shared)
    real, made, pairs = _labelled(news, polnear), *_made(list(news.values()))
    everything = {**news, **polnear, **made}
    report = {wire.article: wire.report for wire in wires(everything)}
    found = {pair: _kind(pair, report, everything) for pair in (*real, *pairs)}
    figures = _scores("labelled", real, found) | _scores("made", pairs, found) | _scores("all", [*real, *pairs], found)
    read = {frozenset(pair[:2]) for pair in real}
    alone = [wire for wire in wires({**news, **polnear}) if wire.relation]
    figures["pairs found that nobody has read"] = sum(frozenset((w.article, w.report)) not in read for w in alone)
    copies = [pair for pair in found if pair.kind != "none"]
    figures["candidates: found by sketches modulo m"] = _sketched(copies, everything)
    figures["candidates: found by MinHash, 32 bands of 4"] = _minhash(copies, everything)
    figures["articles/s"] = _speed(news)
    return figures | {"articles/s, 10,000 copies with a changed word": _speed(_changed(next(iter(news.values()))))}


# -- the collection --------------------------------------------------------------------------------------------------


def _news(shared: Path) -> dict[str, Told]:
    """The articles under the ids that a ledger gives them, zoned as the reader does."""
    with gzip.open(shared / "corpora" / "news" / "articles.jsonl.gz") as lines:
        found = [_told(**json.loads(line)) for line in lines]
    return {told.id: told for told in found}


def _told(text: str, **facts: str | None) -> Told:
    known = {name: facts.get(name) or None for name in ("url", "outlet", "title", "byline", "published")}
    passages = zone(text, title=known["title"], byline=known["byline"], outlet=known["outlet"])
    report = tuple(Span(p.start, p.end) for p in passages if p.kind == "report")
    return Told(id=article_id(known["url"], text), text=text, report=report, **known)


def _polnear(shared: Path) -> dict[str, Told]:
    """Texts without a page around them: all of each is the report. Outlet and day stand in the file's name."""
    root, found = shared / "corpora" / "polnear", {}
    for path in sorted(root.glob("*/text/*.txt")):
        outlet, day, *_ = path.stem.split("_")
        text, name = path.read_text(encoding="utf-8", errors="replace"), f"polnear:{path.relative_to(root)}"
        found[name] = Told(name, None, outlet, None, None, day, text, (Span(0, len(text)),))
    return found


def _labelled(news: dict[str, Told], polnear: dict[str, Told]) -> list[Pair]:
    ids = {told.url: told.id for told in news.values()} | {name: name for name in polnear}
    rows = [line.split("\t") for line in GOLD.read_text(encoding="utf-8").splitlines()[1:]]
    return [Pair(ids[one], ids[other], kind) for one, other, kind, _ in rows]


# -- copies made by rule ---------------------------------------------------------------------------------------------


def _made(news: Sequence[Told]) -> tuple[dict[str, Told], list[Pair]]:
    """Copies of each kind and two kinds of look-alikes, each of another article, with another as a donor of text."""
    draw = random.Random(SEED)
    usable = [told for told in news if told.published and told.title and len(_body(told).split()) >= 250]
    originals = draw.sample(usable, MADE * (len(KINDS) + 2))
    made, pairs = {}, []
    for number, original in enumerate(originals):
        rule = RULES[number // MADE]
        copy = rule(original, draw.choice(usable), draw)
        made[copy.id] = copy
        pairs.append(Pair(original.id, copy.id, rule.__name__.strip("_") if number // MADE < len(KINDS) else "none"))
    return made, pairs


def _printed(original: Told, paragraphs: Sequence[str], draw: random.Random, **facts: str | None) -> Told:
    """The paragraphs as another outlet prints them a day later at most, with its furniture and its quotation marks."""
    body = [_restyled(p, draw.random() < 0.5) for p in paragraphs]
    lines = [*draw.sample(ABOVE, 2), *body, *draw.sample(BELOW, 2)]
    day = original.published if draw.random() < 0.7 else _next_day(original.published or "")
    known = {"url": f"https://copy.example/{original.id}", "outlet": "The Copy", "title": None, "published": day}
    return _told("\n\n".join(lines), **(known | facts))


def _restyled(paragraph: str, straight: bool) -> str:
    return re.sub("[“”]", '"', paragraph).replace("’", "'").replace(" percent", " per cent") if straight else paragraph


def _next_day(day: str) -> str:
    return str(np.datetime64(day) + 1)


def _paragraphs(told: Told) -> list[str]:
    return [line.strip() for line in _body(told).splitlines() if line.strip()]


def _same(original: Told, _donor: Told, draw: random.Random) -> Told:
    return _printed(original, _paragraphs(original), draw)


def _cut(original: Told, _donor: Told, draw: random.Random) -> Told:
    """From 15 to 75 % of the words, from the top; of every other copy some paragraphs inside go too."""
    paragraphs = _paragraphs(original)
    wanted = max(60, int(draw.uniform(0.15, 0.75) * len(_body(original).split())))
    while len(paragraphs) > 1 and len(" ".join(paragraphs[:-1]).split()) >= wanted:
        paragraphs.pop()
    if len(paragraphs) > 6 and draw.random() < 0.5:
        del paragraphs[draw.randrange(1, 4)]
    return _printed(original, paragraphs, draw)


def _edited(original: Told, donor: Told, draw: random.Random) -> Told:
    """Of 20 to 50 % of the sentences some words are changed, or they go, or another stands in their place."""
    changed, strange = draw.uniform(0.2, 0.5), SENTENCE.split(_body(donor).replace("\n", " "))
    paragraphs = []
    for paragraph in _paragraphs(original):
        sentences = [
            _changed_sentence(s, strange, draw) if draw.random() < changed else s for s in SENTENCE.split(paragraph)
        ]
        paragraphs.append(" ".join(s for s in sentences if s))
    kept = paragraphs[: max(3, int(len(paragraphs) * draw.uniform(0.7, 1.0)))]
    return _printed(original, [p for p in kept if p], draw)


def _changed_sentence(sentence: str, strange: Sequence[str], draw: random.Random) -> str:
    how = draw.random()
    if how < 0.25:
        return ""
    if how < 0.45:
        return draw.choice(strange)
    words = sentence.split()
    for _ in range(1 + len(words) // 8):
        words[draw.randrange(len(words))] = draw.choice(
            ("however", "officials", "late", "Thursday", "about", "several")
        )
    return " ".join(words)


def _updated(original: Told, donor: Told, draw: random.Random) -> Told:
    """The same page later: a new top and new paragraphs below, and 10 to 40 % of the old ones gone."""
    old = [p for p in _paragraphs(original) if draw.random() > draw.uniform(0.1, 0.4)]
    new = _paragraphs(donor)
    top, end = draw.randint(1, 3), draw.randint(0, 4)
    page = {"url": original.url, "outlet": original.outlet, "title": original.title, "published": original.published}
    return _printed(original, [*new[:top], *old, *new[top : top + end]], draw, **page)


def _quoting(original: Told, donor: Told, draw: random.Random) -> Told:
    """Another article that quotes up to four paragraphs of the original, in quotation marks."""
    paragraphs, quoted = _paragraphs(donor)[:14], _paragraphs(original)
    start = draw.randrange(max(1, len(quoted) - 4))
    quoted = [f"“{p.translate(SINGLE)}”" for p in quoted[start : start + 4]]
    return _printed(original, [*paragraphs[:3], *quoted, *paragraphs[3:]], draw)


def _following(original: Told, donor: Told, draw: random.Random) -> Told:
    """Another article of the same outlet a day later that ends in some of the original's background."""
    background, new = _paragraphs(original), _paragraphs(donor)
    wanted, kept = 0.25 * min(len(_body(told).split()) for told in (original, donor)), list[str]()
    while len(" ".join(kept).split()) < wanted:
        kept.insert(0, background.pop())
    day = _next_day(original.published or "")
    return _printed(original, [*new, *kept], draw, outlet=original.outlet, published=day)


RULES = (_same, _cut, _edited, _updated, _quoting, _following)


def _changed(original: Told) -> dict[str, Told]:
    """Ten thousand copies of an article, a word changed in each."""
    words, out = _body(original).split(), {}
    for number in range(10_000):
        text = " ".join([*words[: number % len(words)], f"changed{number}", *words[number % len(words) + 1 :]])
        told = msgspec.structs.replace(original, id=f"{number:05}", url=None, text=text, report=(Span(0, len(text)),))
        out[told.id] = told
    return out


# -- the figures -----------------------------------------------------------------------------------------------------


def _kind(pair: Pair, report: dict[str, str], told: dict[str, Told]) -> str:
    """What was found for a pair: "none" if they are not one report, else how the two relate to each other."""
    if report[pair.one] != report[pair.other]:
        return "none"
    found = related(told[pair.one], told[pair.other])
    return found[0] if found else "edited"


def _scores(name: str, pairs: Sequence[Pair], found: dict[Pair, str]) -> dict[str, float]:
    """F1 of "the same report", and of each kind as far as there are such pairs; false alarms, in pairs."""
    right = sum(p.kind != "none" != found[p] for p in pairs)
    given, gold = sum(found[p] != "none" for p in pairs), sum(p.kind != "none" for p in pairs)
    figures = {f"{name}: F1": _f1(right, given, gold)}
    golds, kinds = Counter(p.kind for p in pairs), Counter(found[p] for p in pairs)
    for kind in KINDS:
        if golds[kind]:
            hits = sum(p.kind == kind == found[p] for p in pairs)
            figures[f"{name}: F1, {kind}"] = _f1(hits, kinds[kind], golds[kind])
    figures[f"{name}: pairs that are copies"] = gold
    figures[f"{name}: pairs that are not"] = golds["none"]
    figures[f"{name}: false alarms"] = sum(p.kind == "none" != found[p] for p in pairs)
    return figures


def _f1(hits: int, given: int, gold: int) -> float:
    return 200.0 * hits / (given + gold) if given + gold else 0.0


def _sketched(pairs: Sequence[Pair], told: dict[str, Told]) -> float:
    """How many of the copies are matched word by word, because their sketches have enough in common, in percent."""
    read, _, twins = _read(told)
    order = sorted(read, key=lambda r: (-r.size, r.id))
    candidates = {
        frozenset((order[short].id, order[long].id)) for short, many in _candidates(order).items() for long in many
    }
    first = {twin: rep for rep, all_ in twins.items() for twin in all_}
    bodies = [frozenset(first.get(id_, id_) for id_ in pair[:2]) for pair in pairs]
    return 100.0 * sum(len(body) == 1 or body in candidates for body in bodies) / len(bodies)


def _minhash(pairs: Sequence[Pair], told: dict[str, Told]) -> float:
    """The same, if a band of their MinHash signatures (rensa) has to be equal."""
    ids = sorted({id_ for pair in pairs for id_ in pair[:2]})
    sets = [sorted(set(shingles(hashed(_body(told[id_]))).tolist())) for id_ in ids]
    matrix = RMinHash.digest_matrix_from_token_hash_sets(sets, PERMUTATIONS, SEED)
    digests = dict(zip(ids, np.asarray(matrix.to_rows()).reshape(len(ids), BANDS, -1), strict=True))
    return 100.0 * float(np.mean([(digests[p.one] == digests[p.other]).all(axis=1).any() for p in pairs]))


def _speed(told: dict[str, Told]) -> float:
    begun = time.process_time()
    wires(told)
    return len(told) / (time.process_time() - begun)
