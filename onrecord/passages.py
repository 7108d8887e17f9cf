"""What is reporting and what is not: the article's text, tiled into passages of one kind each.

A paragraph is one line of the text (or several, if the text is hard-wrapped). A multinomial logistic regression
gives every paragraph a score for each kind, from its words outside quotation marks, its shape, its place and its
neighbours' shape; the best sequence of kinds is then found with learned transitions (Viterbi 1967), so that an
appeal is one block and its buttons go with it. The weights come from `training/passages.py`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple, get_args
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from onrecord.errors import ModelError
from onrecord.records import Passage, PassageKind, content_id

Floats = npt.NDArray[np.float32]

KINDS: tuple[PassageKind, ...] = get_args(PassageKind)
READ: tuple[PassageKind, ...] = ("report", "headline", "caption")  # what may say something of the news
NEVER = -1e9
SPOKEN = 30.0  # beyond any score of a kind, and small enough for the sums of single precision
SHORT = 120
WEIGHTS = Path(__file__).parent / "model" / "passages.npz"
CLASSES = Path(__file__).parent / "tables" / "passages.toml"


# "Sen. Jane Roe Jane Ann RoeThe five best hats Senator buys a hat MORE (D-Ohio) said": titles of other pages, glued to
# a name and to each other where a page's links lost their marks.
_WOVEN = re.compile(
    r"""\b(?P<surname>[A-Z][\w’'-]+)(?P<titles>,? (?:[A-Z(][\w.()’'-]* ){0,6}(?P=surname)(?=[A-Z"‘“'0-9])"""
    r"""[^\n]{10,600}?\bMORE\b)"""
)


def woven_in(text: str) -> list[tuple[int, int]]:
    """Where the titles of other pages stand inside sentences of a text, in order."""
    return [match.span("titles") for match in _WOVEN.finditer(text)] if " MORE" in text else []


def zone(
    text: str,
    *,
    title: str | None = None,
    byline: str | None = None,
    outlet: str | None = None,
    furniture: Collection[str] = frozenset(),
) -> tuple[Passage, ...]:
    """Tile the text into passages: whole paragraphs, neighbours of one kind together.

    Every code point belongs to exactly one passage; the newlines after a paragraph belong to its passage, and what
    stands before the first paragraph to the first one. What is known of the article (`title`, `byline`, `outlet`)
    helps to tell its repetition in the text. A paragraph whose `line_key` is in `furniture`, the lines that the outlet
    prints under everything, is nothing that could be read. An empty text has no passages; a blank one is a single
    "other".

    Raises: ModelError if the weights are missing or broken.
    """
    spans = paragraphs(text)
    if not spans:
        return (Passage(0, len(text), "other"),) if text else ()
    weights = load_weights()
    lines = [text[a:b] for a, b in spans]
    known = {i for i, line in enumerate(lines) if furniture and line_key(line) in furniture}
    scores = score(weights, features(lines, title, byline, outlet))
    scores[np.ix_(sorted(known), [KINDS.index(kind) for kind in READ])] = NEVER
    kinds = some_report(decode(weights, scores, lines), known)
    edges = [i for i in range(len(spans)) if i == 0 or kinds[i] != kinds[i - 1]]
    starts = [0, *(spans[i][0] for i in edges[1:]), len(text)]
    return tuple(Passage(a, b, KINDS[kinds[i]]) for i, a, b in zip(edges, starts, starts[1:], strict=False))


def line_key(line: str) -> str:
    """What stands for a line in a list of furniture: case, white space and figures ("© 2019", "5 comments") aside."""
    return content_id("line", FIGURES.sub("0", " ".join(line.split()).casefold()))


# -- paragraphs ------------------------------------------------------------------------------------------------------

FIGURES = re.compile(r"\d+")
LINE = re.compile(r"[^\r\n]+")
ENDED = re.compile(r"[.!?:…][\"”’')\]]*$")
WIDEST, NARROWEST = 100, 45


def paragraphs(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of each paragraph, without the white space around it; hard-wrapped lines are put together."""
    lines = [(m.start() + len(m[0]) - len(m[0].lstrip()), m.start() + len(m[0].rstrip())) for m in LINE.finditer(text)]
    blocks: list[list[tuple[int, int]]] = []
    for a, b in lines:
        if a >= b:
            continue
        if blocks and is_adjacent(text, blocks[-1][-1][1], a):
            blocks[-1].append((a, b))
        else:
            blocks.append([(a, b)])
    found: list[tuple[int, int]] = []
    for block in blocks:
        found += [(block[0][0], block[-1][1])] if is_wrapped([text[a:b] for a, b in block[:200]]) else block
    return found


def is_adjacent(text: str, end: int, start: int) -> bool:
    """Whether only one line break stands between two lines."""
    gap = text[end : min(start, end + 40)]
    return start - end <= 40 and gap.replace("\r\n", "\n").count("\n") <= 1 and gap.count("\r") <= 1


def is_wrapped(block: list[str]) -> bool:
    """Whether the lines of a block are one paragraph, broken at a fixed width.

    All but the last are of about that width, and at least a third go on in lower case where no sentence has ended:
    a headline, its deck and a byline on neighbouring lines do not.
    """
    if len(block) < 2 or max(map(len, block)) > WIDEST or min(map(len, block[:-1])) < NARROWEST:
        return False
    runs = [1 for one, two in zip(block, block[1:], strict=False) if two[0].islower() and not ENDED.search(one)]
    return 3 * len(runs) >= len(block) - 1


# -- features --------------------------------------------------------------------------------------------------------

HEAD, TAIL = 300, 120
QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|«[^»]*»?|„[^“”]*[“”]?|(?<!\w)‘[^‘]*?’(?!\w)")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[$£€©@|/#→»>•]|https?:|www\.|[.!?](?=\s)")
STOPS = frozenset({".", "!", "?", "please", "and", "or"})
NAMES = re.compile(r"[A-Z][\w.'’-]*,?(?: (?:[A-Z][\w.'’-]*|de|van|von|al|bin|and),?)*$")
BY = re.compile(r"(?:By|by|BY|From|(?:Written|Story|Words|Posted) by|—|--|-) ?[A-Z]")
DATE = re.compile(
    r"\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug"
    r"|sep|oct|nov|dec)|\d{1,2}:\d\d|\d+ (?:minute|hour|day|week|month|year)s? (?:ago|old)|\d+ min read)",
    re.IGNORECASE,
)
MAIL = re.compile(r"\S@\S|\[email|https?:|www\.|\.com\b")
TWEET = re.compile(r"\(@\w+\) [A-Z][a-z]+ \d+, \d{4}$|pic\.twitter\.com/\w+$")
LINK = re.compile(r"(?:https?://|www\.)\S+$")
CLOSER = re.compile(r"[(\[|/] ?[^()\[\]|]{0,60}[)\]]?$")
BIO = re.compile(
    r"[—–•⦁*\- ]*(?:[A-Z][\w.'’-]*,? ){1,4}(?:\(@\w+\) )?(?:is|was|are|covers|writes|has|served|can be|may be)\b"
)
OPENS = re.compile(
    r"(?:an? |our |the )?(?:[a-z]+ ){0,2}(?:message|note|word|letter|appeal|request|plea|promise) "
    r"(?:from|to|of|about|for)\b|to (?:everyone|all of you|our readers)\b"
    r"|(?:dear|hello|hi) (?:\w+ )?(?:reader|friend|supporter|listener|subscriber|member|all\b)",
    re.IGNORECASE,
)
REACH = 9
LABEL = re.compile(r"[(>»•*-]* ?([^\W\d_][^:|\n]{1,24}?) ?[:|]")


class About(NamedTuple):
    """What is known of the article, made ready for comparison with its lines."""

    title: str
    names: frozenset[str]
    outlet: str


def features(lines: list[str], title: str | None, byline: str | None, outlet: str | None) -> Iterator[list[str]]:
    """The names of the binary features of each paragraph; those that the model does not know count for nothing."""
    names = frozenset(n.strip().casefold() for n in re.split(r",| and |\bBy\b", byline or "") if n.strip())
    about = About(squeeze(title or ""), names, (outlet or "").split("(")[0].strip().casefold())
    times = Counter(lines)
    tokens = [unquoted(line) for line in lines]
    classes = [classes_of(row) for row in tokens]
    shapes = [shape(line, times[line], about) for line in lines]
    asks = [asking(row) for row in classes]
    opened = [i for i, line in enumerate(lines) if len(line) < 80 and OPENS.match(line)]
    for i in range(len(lines)):
        row = words(tokens[i]) + shapes[i] + meanings(classes[i]) + place(i, len(lines), shapes[i])
        row += [f"<{s}" for s in shapes[i - 1]] if i else ["<none"]
        row += [f">{s}" for s in shapes[i + 1]] if i + 1 < len(lines) else [">none"]
        if "bio" in shapes[i] and classes[i]["work"]:
            row += ["bio work", f"bio work {min(len(lines) - 1 - i, 3)}"]
        yield row + surroundings(asks, i, classes[i], shapes[i]) + since_opened(opened, asks, i)


def unquoted(line: str) -> list[str]:
    """The words that stand outside quotation marks, lower case, figures by their number of digits.

    "We need your help," the senator said, is the senator's plea: what is quoted must not make an appeal.
    """
    view = line if len(line) <= HEAD + TAIL else f"{line[:HEAD]} … {line[-TAIL:]}"
    plain = QUOTED.sub(" ” ", view).casefold().replace("’", "'")
    return [t if not t.isdigit() else "0" * min(len(t), 5) for t in WORD.findall(plain)]


def words(tokens: list[str]) -> list[str]:
    """Words and pairs of words, and the first and last of them."""
    if not tokens:
        return ["no words"]
    pairs = [f"{a} {b}" for a, b in zip(tokens, tokens[1:], strict=False)]
    return [*{*tokens, *pairs}, f"^{tokens[0]}", f"^{' '.join(tokens[:2])}", f"{tokens[-1]}$"]


@lru_cache(maxsize=1)
def word_classes() -> dict[str, dict[str, str]]:
    """The class of each word of the table: wherever it stands, and at the start of a paragraph."""
    with CLASSES.open("rb") as table:
        parts = tomllib.load(table).items()
    return {part: {w: name for name, row in rows.items() for w in row.split()} for part, rows in parts}


def classes_of(tokens: list[str]) -> Counter[str]:
    """How many words of each class there are."""
    anywhere, starts = word_classes()["anywhere"], word_classes()["starts"]
    found = Counter(anywhere[t] for t in tokens if t in anywhere)
    before = [".", *tokens]
    found.update(
        starts[t] for p, t in zip(before, tokens, strict=False) if t in starts and (p in STOPS or p == "please")
    )
    return found


def asking(classes: Counter[str]) -> int:
    """How much a paragraph reads like an appeal, 0 to 3: something to give, and somebody who is spoken to.

    "Subscribe to our YouTube channel" and a newsletter's box ask for nothing that has to be given.
    """
    wants = classes["give"] + classes["belong"] + classes["price"]
    if not wants or wants < classes["letter"] + classes["site"]:
        return 0
    others = bool(classes["we"]) + bool(classes["press"]) + bool(classes["plea"]) + bool(classes["reader"])
    if classes["you"] or classes["order"]:
        return 3 if others else 2
    return 1 if others else 0


def pleading(classes: Counter[str]) -> int:
    """How often a paragraph asks, 0 to 7; what points to newsletters and other sites counts against it."""
    wants = classes["give"] + classes["belong"] + classes["price"] - classes["letter"] - classes["site"]
    return max(0, min(7, wants + 2 * classes["order"] + classes["you"])) if asking(classes) > 1 else 0


def surroundings(asks: list[int], i: int, classes: Counter[str], shapes: list[str]) -> list[str]:
    """Whether somebody asks for something here and nearby: a button or "our website was blocked" goes with that."""
    before, after = max(asks[max(0, i - 4) : i], default=0), max(asks[i + 1 : i + 5], default=0)
    close = max(asks[max(0, i - 2) : i + 3])
    row = [f"asks {asks[i]}", f"asks {before} {asks[i]} {after}", f"close {close} {shapes[0]}"]
    row.append(f"asks {asks[i]} {'said' if classes['said'] else 'not said'} {shapes[3]}")
    row += [f"pleads {n}" for n in range(1, pleading(classes) + 1)]
    if max(before, after) > 1:
        row += [f"{{{c}}} where asked" for c in ("we", "you", "reader", "press", "plea", "said") if classes[c]]
        row += [f"{s} where asked" for s in shapes[:4]]
    return row


def since_opened(opened: list[int], asks: list[int], i: int) -> list[str]:
    """How far above "A message from the editors" or "Dear readers," stands, and whether an appeal comes of it.

    The paragraphs between the two tell a story ("Our licence was revoked in March") that by itself reads like a report.
    """
    last = bisect_right(opened, i) - 1
    if last < 0 or i - opened[last] > REACH:
        return []
    asked = max(asks[i : opened[last] + REACH + 1], default=0)
    return [f"opened {min(i - opened[last], 3)} asked {asked}", f"opened asked {asked}"]


def meanings(classes: Counter[str]) -> list[str]:
    """The classes that a paragraph holds, one by one, how often, and two by two."""
    held = sorted(classes)
    pairs = [f"{{{a}+{b}}}" for n, a in enumerate(held) for b in held[n + 1 :]]
    return [f"{{{c}}}{min(classes[c], 3)}" for c in held] + pairs


def shape(line: str, times: int, about: About) -> list[str]:
    """How a line looks: length, first and last character, quotation, capitals, names, dates, credits."""
    size = len(line)
    first, last = char_class(line[0]), char_class(line[-1])
    row = [f"len{size.bit_length()}", f"first{first}", f"last{last}", f"ends{first}{last}"]
    quotes = line.count('"', 0, 600) + line.count("“", 0, 600) + line.count("”", 0, 600)
    row.append(f"quotes{min(quotes, 3)}")
    if size < 160:
        row += short_shape(line, about)
    if times > 1 and size < 80:
        row.append("again")
    if size > 60 and ENDED.search(line[-4:]):
        row.append("sentence")
    if size < 600 and BIO.match(line):
        row.append("bio")
    if TWEET.search(line[-60:]):
        row.append("tweet")
    if label := LABEL.match(line):
        row += ["label", f"label {label[1].casefold()}"]
    return row


def short_shape(line: str, about: About) -> list[str]:
    """What can only be a mark of a short line: a name, a date, an address, the title, the outlet's name."""
    tokens = line.split()
    tests = {
        "upper": line.isupper(),
        f"names{min(len(tokens), 5)}": NAMES.match(line) is not None,
        "by": BY.match(line) is not None,
        "date": DATE.search(line) is not None,
        "mail": MAIL.search(line) is not None,
        "link": LINK.search(line) is not None,
        "symbols": not any(map(str.isalnum, line)),
        "closer": CLOSER.search(line) is not None,
        "title": bool(about.title) and squeeze(line) == about.title,
        "author": bool(about.names) and any(n in line.casefold() for n in about.names),
        "outlet": bool(about.outlet) and about.outlet in line.casefold(),
    }
    capitals = sum([t[0].isupper() for t in tokens])
    return [name for name, holds in tests.items() if holds] + [
        f"words{min(len(tokens), 9)}",
        f"caps{4 * capitals // len(tokens)}",
    ]


def place(i: int, n: int, shapes: list[str]) -> list[str]:
    """Where a paragraph stands, counted from the first and from the last, alone and with its length and ending."""
    head, tail = f"head{min(i, 4)}", f"tail{min(n - 1 - i, 5)}"
    row = [head, tail, f"part{4 * i // n}"]
    if i < 3:
        row += [f"{head} {s}" for s in shapes] + [f"{head} {shapes[0]} {shapes[2]}"]
    if n - i <= 3:
        row += [f"{tail} {s}" for s in shapes]
    return row


def char_class(char: str) -> str:
    """The class of a line's first or last character."""
    if char.isalpha():
        return "A" if char.isupper() else "a"
    return "0" if char.isdigit() else '"' if char in "\"“”‘’'«»" else char


def squeeze(text: str) -> str:
    """Letters and digits only, for a comparison that typography can't spoil."""
    return "".join(c for c in text[:300].casefold() if c.isalnum())


# -- the model -------------------------------------------------------------------------------------------------------


class Weights(NamedTuple):
    """The model: a row of weights for every feature known by name, and what the decoder adds to them.

    Log scores, columns in the order of `KINDS`: `change[i, j]` for kind j after kind i, `begin` for the first
    paragraph; `keep` is added to "report" per `log2` of the paragraph's length over 32, since a lost paragraph of
    reporting costs as much as it is long.
    """

    numbers: dict[str, int]
    rows: Floats
    bias: Floats
    change: Floats
    begin: Floats
    keep: float


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that come with the package.

    Raises: ModelError if the file is missing or is not ours.
    """
    try:
        with WEIGHTS.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            index = {name: i for i, name in enumerate(kept["names"].tobytes().decode("utf-8").split("\n"))}
            rows, bias, change, begin = (kept[k].astype(np.float32) for k in ("rows", "bias", "change", "begin"))
            return Weights(index, rows * kept["scale"].astype(np.float32), bias, change, begin, float(kept["keep"]))
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise ModelError(f"{WEIGHTS}: no passage model ({error}); install onrecord again, or run make train") from error


def score(weights: Weights, rows: Iterable[list[str]]) -> Floats:
    """Log probability of each kind for each paragraph, taken by itself."""
    get = weights.numbers.get
    known = [[i for i in map(get, row) if i is not None] for row in rows]
    total = np.zeros((len(known), len(KINDS)), np.float32) + weights.bias
    counts = np.fromiter(map(len, known), np.intp, len(known))
    flat = np.fromiter(chain.from_iterable(known), np.intp, int(counts.sum()))
    if len(flat):
        filled = np.flatnonzero(counts)
        total[filled] += np.add.reduceat(weights.rows[flat], (np.cumsum(counts) - counts)[filled], axis=0)
    total -= total.max(axis=1, keepdims=True)
    return np.asarray(total - np.log(np.exp(total).sum(axis=1, keepdims=True)), np.float32)


def decode(weights: Weights, scores: Floats, lines: list[str]) -> list[int]:
    """The best sequence of kinds, as indices into `KINDS`.

    An appeal that asks nobody for anything is none, and a long paragraph cannot open one that does ("This is a
    question we're forced to ask", above a box in mid-article). The sequence is then looked for again without them.
    """
    report, appeal = KINDS.index("report"), KINDS.index("appeal")
    sizes = np.asarray([len(line) for line in lines])
    scores = scores.copy()
    scores[:, report] += weights.keep * np.log2(np.maximum(sizes, 32) / 32)
    scores[turns(lines), report] += SPOKEN
    kinds = best_path(weights, scores)
    for _ in range(3):
        wrong = [i for run in runs(kinds, appeal) for i in unasked(lines, run)]
        if not wrong:
            break
        scores[wrong, appeal] = NEVER
        kinds = best_path(weights, scores)
    return whole_letters(lines, kinds)


def turns(lines: list[str]) -> list[int]:
    """The turns of an interview ("Weaver: How did it begin?"): at least two speakers, each of whom comes back.

    A line that points elsewhere has a label too ("Read more: ..."), but nothing alternates with it.
    """
    labels = [m[1] if (m := LABEL.match(line)) and m[1][0].isupper() else None for line in lines]
    speakers = {name for name, n in Counter(labels).items() if name and n >= 2}
    return [i for i, name in enumerate(labels) if name in speakers] if len(speakers) >= 2 else []


def some_report(kinds: list[int], known: Collection[int] = ()) -> list[int]:
    """An article holds some reporting: where nothing was found to be read, all that is no appeal is taken for it.

    What is `known` to be furniture stays what it is: an article may hold nothing else.
    """
    report, appeal = KINDS.index("report"), KINDS.index("appeal")
    if any(KINDS[k] in READ for k in kinds):
        return kinds
    return [k if k == appeal or i in known else report for i, k in enumerate(kinds)]


def whole_letters(lines: list[str], kinds: list[int]) -> list[int]:
    """An appeal that opens like a letter ("A message from ...", "Dear readers,") runs from there to where it asks.

    What stands between tells its story in the words of a report ("The prosecutor's office has designated us ...").
    """
    appeal, out = KINDS.index("appeal"), list(kinds)
    for i, line in enumerate(lines):
        if len(line) < 80 and OPENS.match(line):
            asks = [j for j in range(i, min(i + REACH + 1, len(lines))) if kinds[j] == appeal]
            out[i : max(asks, default=i - 1) + 1] = [appeal] * (max(asks, default=i - 1) + 1 - i)
    return out


def unasked(lines: list[str], run: range) -> list[int]:
    """The paragraphs of what looks like an appeal that can't belong to one."""
    asks = [asking(classes_of(unquoted(lines[i]))) for i in run]
    if sum(asks) < (2 if len(asks) == 1 else 1):
        return list(run)
    opening = next(n for n, ask in enumerate(asks) if ask or len(lines[run[n]]) < SHORT)
    closing = len(asks)
    while closing > opening and not asks[closing - 1] and not addresses(lines[run[closing - 1]]):
        closing -= 1
    return [*run[:opening], *run[closing:]]


def addresses(line: str) -> bool:
    """Whether a paragraph can end an appeal: a short one (a button), or one that speaks as "we" or to "you"."""
    classes = classes_of(unquoted(line))
    return len(line) < SHORT or bool(classes["we"] or classes["you"])


def runs(kinds: list[int], kind: int) -> list[range]:
    """The stretches of neighbouring paragraphs of this kind."""
    edges = [i for i in range(len(kinds) + 1) if (kinds[i : i + 1] == [kind]) != (i > 0 and kinds[i - 1] == kind)]
    return [range(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def best_path(weights: Weights, scores: Floats) -> list[int]:
    """The sequence with the highest sum of scores and transitions (Viterbi 1967)."""
    best = weights.begin + scores[0]
    back = np.empty((len(scores), len(KINDS)), np.intp)
    for i in range(1, len(scores)):
        reach = best[:, None] + weights.change
        back[i] = reach.argmax(axis=0)
        best = reach.max(axis=0) + scores[i]
    kinds = [int(best.argmax())]
    for i in range(len(scores) - 1, 0, -1):
        kinds.append(int(back[i, kinds[-1]]))
    return kinds[::-1]
