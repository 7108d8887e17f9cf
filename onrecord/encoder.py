"""One pass of the encoder over an article: words and windows in, marks out.

An article is cut into windows of whole paragraphs (whole sentences where a paragraph is too long); every window
is run alone and unpadded, so what is read in it depends on nothing but the window. `training/` imports the words
and the windows from here: what the model learned on is what it is shown.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args

import numpy as np
import numpy.typing as npt
import onnxruntime
import tokenizers

from onrecord.errors import ModelError
from onrecord.plover import CODEBOOK
from onrecord.records import EventStatus, MentionKind, Model, Span
from onrecord.sentences import sentences

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

MODEL_DIR = Path(__file__).parent / "model"

# A soft hyphen or a zero-width mark inside a word is no end of the word: "demo\u00adcracy" is one word, read as
# "democracy", and its offsets still count the mark.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_WORD = re.compile(rf"\w(?:[\w{_INVISIBLE}]*\w)?|[^\w\s]")
_STRIP = str.maketrans("", "", _INVISIBLE)
_PLAIN = str.maketrans("“”„‟«»‘’‚‛`´—–‑…", '""""""' + "''''''" + "---.")
_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]*[^\s][^\n\r\u2028\u2029]*")
_QUOTES = frozenset("“”„‟«»\"‘’‚‛'`´")

FEATURE_SIZES = (5, 5, 3)
# What a word can be part of, on each of the two layers of mentions: names, and nouns with their determiner.
MENTION_KINDS: tuple[MentionKind, ...] = ("person", "organisation", "place")
MENTION_LABELS = ("O", *(f"{mark}-{kind}" for kind in MENTION_KINDS for mark in "BI"))
ROLE_LABELS = ("O", "B-cue", "I-cue", "B-source", "I-source", "B-content", "I-content")
# What a word can be in an event, and what the second look at its trigger says of it: whether it is one, whether both
# sides do it to each other ("met"), its type, status, modes, and the contexts of its passage.
EVENT_ROLES = ("trigger", "actor", "recipient", "when", "where")
EVENT_LABELS = ("O", *(f"{mark}-{role}" for role in EVENT_ROLES for mark in "BI"))
TYPES = tuple(CODEBOOK.types)
STATUSES: tuple[EventStatus, ...] = get_args(EventStatus)
MODES = tuple((t, m) for t, entry in CODEBOOK.types.items() for m in entry.modes)
VERDICTS = ("valid", "mutual", *TYPES, *STATUSES, *(f"{t} {m}" for t, m in MODES), *CODEBOOK.contexts)


class Words(NamedTuple):
    """The words of an article in order; parallel arrays, one entry per word.

    `starts`/`ends` are code points into the article's text; `paragraph` and `sentence` number the paragraph and
    the sentence (both over the whole article); `features` is (n, 3): case, quotation, position (see `features_of`).
    `subwords` holds each word's WordPiece ids (at least one).
    """

    text: tuple[str, ...]
    starts: Ints
    ends: Ints
    paragraph: Ints
    sentence: Ints
    features: Ints
    subwords: tuple[tuple[int, ...], ...]

    def span(self, first: int, last: int) -> Span:
        """The span from word `first` to word `last`, both included."""
        return Span(int(self.starts[first]), int(self.ends[last]))

    def touched(self, span: Span) -> slice:
        """The words that a span touches, by number; empty if it touches none."""
        first = int(np.searchsorted(self.ends, span.start, side="right"))
        return slice(first, max(first, int(np.searchsorted(self.starts, span.end, side="left"))))


class Window(NamedTuple):
    """A run of words [start, end) that is read together; those of [own_start, own_end) are decided here."""

    start: int
    end: int
    own_start: int
    own_end: int

    @property
    def own(self) -> slice:
        """Those that are decided here, counted from the window's first."""
        return slice(self.own_start - self.start, self.own_end - self.start)

    def owns(self, word: int) -> bool:
        """Whether a word of the article is decided here."""
        return self.own_start <= word < self.own_end


class WordPieces:
    """WordPiece ids of single words, remembered: news repeats its words."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = tokenizers.Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._known: dict[str, tuple[int, ...]] = {}
        self.cls, self.sep, self.unk = (self._tokenizer.token_to_id(t) or 0 for t in ("[CLS]", "[SEP]", "[UNK]"))

    def of(self, word: str) -> tuple[int, ...]:
        """The ids of one word; never empty. A word of over 24 pieces is cut: no name is that long."""
        ids = self._known.get(word)
        if ids is None:
            plain = word.translate(_STRIP).translate(_PLAIN)[:200]
            ids = tuple(self._tokenizer.encode(plain, add_special_tokens=False).ids[:24]) or (self.unk,)
            if len(self._known) < 200_000:
                self._known[word] = ids
        return ids


class Candidate(NamedTuple):
    """A word that may begin a cue, and how the words around it are labelled if it does.

    `anchor` and `start` are word numbers over the article; `outer` and `nested` the probabilities that it begins the
    cue of an outermost or of a nested attribution; `valid` that its second look held; `scores` is (words of the
    window, labels), the first row belonging to word `start`.
    """

    anchor: int
    outer: float
    nested: float
    valid: float
    start: int
    scores: Floats


class Trigger(NamedTuple):
    """A word that may begin the trigger of an event, and what the second look made of it.

    `anchor` and `start` are word numbers over the article; `types` are the scores (log odds) of the word itself for
    each of TYPES, `verdicts` those of the second look for each of VERDICTS; `scores` is (words of the window, labels),
    the first row belonging to word `start`.
    """

    anchor: int
    types: Floats
    verdicts: Floats
    start: int
    scores: Floats


class Telling(NamedTuple):
    """How the scores become events: the CRF's transitions and begin, the threshold, and the score's two numbers."""

    transitions: Floats
    begin: Floats
    event: float
    sharpness: float
    shift: float


class Decoding(NamedTuple):
    """How the scores become statements: the CRF's transitions (label to label) and begin, and the thresholds."""

    transitions: Floats
    begin: Floats
    outer: float
    nested: float
    slope: float
    intercept: float


class Labelling(NamedTuple):
    """How the scores of the mention head become labels: (layers, labels, labels) and (layers, labels)."""

    transitions: Floats
    begin: Floats


class Marks(NamedTuple):
    """What one pass over an article leaves: the candidate cues and the candidate triggers in the order of the words
    (none in no words), and (words, layers, labels) scores of the mention head."""

    candidates: list[Candidate]
    triggers: list[Trigger]
    mentions: Floats


class Encoder:
    """The model folder, loaded: words in, marks out. One thread; the same words give the same marks.

    Raises: ModelError if the folder lacks a file or a file does not match its checksum.
    """

    def __init__(self, folder: Path = MODEL_DIR) -> None:
        card = read_card(folder)
        self.model = Model(card["name"], card["version"])
        self.pieces = WordPieces(folder / "tokenizer.json")
        self._limit: int = card["window"]["limit"]
        self._context: int = card["window"]["context"]
        self._threshold = np.asarray(_logit(card["decoding"]["candidate"]), np.float32)
        self._trigger = np.asarray(_logit(card["events"]["trigger"]), np.float32)
        self.decoding = _decoding(card)
        self.telling = _telling(card)
        self.labelling = _labelling(card)
        self._folder = folder
        self._session = open_graph(folder / "encoder.onnx")
        self._pairs: onnxruntime.InferenceSession | None = None

    def marks(self, words: Words, events: bool = True) -> Marks:
        """One pass over the words; without `events` no trigger is looked for."""
        found: list[Candidate] = []
        triggers: list[Trigger] = []
        mentions = np.zeros((len(words.text), 2, len(MENTION_LABELS)), np.float32)
        for window in windows(words, self._limit, self._context):
            cues, anchors, roles, named, *told = self._run(words, window, _OUTPUTS if events else _OUTPUTS[:4])
            mentions[window.own_start : window.own_end] = named[window.own].reshape(-1, 2, len(MENTION_LABELS))
            found += _candidates(window, cues, anchors, roles)
            triggers += _triggers(window, *told) if events else ()
        return Marks(sorted(found, key=_anchor), sorted(triggers, key=_anchor), mentions)

    def _run(self, words: Words, window: Window, outputs: Sequence[str]) -> Sequence[Any]:
        ids, features, first = encoded(words, window, self.pieces)
        own = np.zeros(window.end - window.start, np.bool_)
        own[window.own] = True
        feed = {"ids": ids, "features": features, "first": first, "own": own, "threshold": self._threshold,
                "trigger_threshold": self._trigger}  # fmt: skip
        return cast(Sequence[Any], self._session.run(outputs, feed))

    def pair(self, words: Words, parties: Ints) -> tuple[Floats, Floats]:
        """What one party does to another in a short text: the score of each of TYPES, and the vector behind them.

        parties: a number per word, 1 the source's, 2 the target's, else 0. A text longer than a window is cut.
        """
        if self._pairs is None:
            self._pairs = open_graph(self._folder / "pairs.onnx")
        window = windows(words, 480, 0)[0]
        (lower,) = self._run(words, window, ["lower"])
        lengths = [len(s) for s in words.subwords[: window.end]]
        marked = np.pad(np.repeat(parties[: window.end], lengths), 1)
        types, hidden = self._pairs.run(["types", "hidden"], {"lower": lower, "parties": marked[None]})
        return types[0], hidden[0]

    def vector(self, text: str) -> Floats:
        """The mean of the word embeddings of a few words, of length 1: words used alike lie near each other."""
        words = read_words(text[:200], self.pieces)
        if not words.text:
            return np.zeros(0, np.float32)
        whole = Window(0, len(words.text), 0, len(words.text))
        found: Floats = self._run(words, whole, ["vector"])[0]
        return cast(Floats, found / max(float(np.linalg.norm(found)), 1e-9))


def _candidates(window: Window, cues: Floats, anchors: Ints, roles: Floats) -> Iterator[Candidate]:
    chance = _sigmoid(cues)
    for k, anchor in enumerate(anchors.tolist()):
        outer, nested = chance[anchor].tolist()
        valid = float(_sigmoid(roles[k, anchor, -1]))
        yield Candidate(anchor + window.start, outer, nested, valid, window.start, roles[k, :, :-1])


def _triggers(window: Window, types: Floats, deeds: Ints, labels: Floats, verdicts: Floats) -> Iterator[Trigger]:
    for k, anchor in enumerate(deeds.tolist()):
        yield Trigger(anchor + window.start, types[anchor], verdicts[k], window.start, labels[k])


def encoded(words: Words, window: Window, pieces: WordPieces) -> tuple[Ints, Ints, Ints]:
    """(ids, features, first subword of each word) of a window, [CLS] and [SEP] included; int64, one entry a subword.

    A subword's feature is one number: case, quotation and position in the mixed base of FEATURE_SIZES.
    """
    own = words.subwords[window.start : window.end]
    lengths = np.asarray([len(s) for s in own], dtype=np.int64)
    ids = np.asarray([pieces.cls, *chain.from_iterable(own), pieces.sep], dtype=np.int64)
    features = np.zeros(len(ids), np.int64)
    mixed = words.features[window.start : window.end] @ np.asarray(
        [FEATURE_SIZES[1] * FEATURE_SIZES[2], FEATURE_SIZES[2], 1]
    )
    features[1:-1] = np.repeat(mixed, lengths)
    return ids, features, 1 + np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)


def _anchor(found: Candidate | Trigger) -> int:
    return found.anchor


def open_graph(path: Path) -> onnxruntime.InferenceSession:
    """One thread: what a word is read as must not depend on the machine."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


_OUTPUTS = ("cues", "candidates", "roles", "mentions", "triggers", "deeds", "labels", "verdicts")
_SECTIONS = {
    "window": ("limit", "context"),
    "decoding": ("labels", "transitions", "begin", "candidate", "outer", "nested"),
    "mentions": ("labels", "transitions", "begin"),
    "events": ("labels", "verdicts", "transitions", "begin", "trigger", "event", "sharpness", "shift"),
    "calibration": ("slope", "intercept"),
}


def read_card(folder: Path) -> dict[str, Any]:
    """model.toml, after its entries have been looked for and the files it names checked against their sums.

    Raises: ModelError.
    """
    path = folder / "model.toml"
    try:
        card = tomllib.loads(path.read_text(encoding="utf-8"))
        for section, names in _SECTIONS.items():
            for name in names:
                card[section][name]
        for name, expected in card["sha256"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
                raise ModelError(f"{folder / name}: does not match its checksum; install onrecord again")
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ModelError(f"{path}: no usable model folder ({error}); install onrecord again") from error
    return card


def _checked(card: dict[str, Any], section: str, labels: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = card[section]
    if tuple(found["labels"]) != labels:
        raise ModelError(
            f"model {card['name']} {card['version']}: its labels are not this code's; install onrecord again"
        )
    return found


def _labelling(card: dict[str, Any]) -> Labelling:
    m = _checked(card, "mentions", MENTION_LABELS)
    return Labelling(*(np.asarray(m[k], np.float32) for k in ("transitions", "begin")))


def _telling(card: dict[str, Any]) -> Telling:
    e = _checked(card, "events", EVENT_LABELS)
    if tuple(e["verdicts"]) != VERDICTS:
        raise ModelError(
            f"model {card['name']} {card['version']}: its event types are not this code's; install onrecord again"
        )
    transitions, begin = (np.asarray(e[k], np.float32) for k in ("transitions", "begin"))
    return Telling(transitions, begin, e["event"], e["sharpness"], e["shift"])


def _decoding(card: dict[str, Any]) -> Decoding:
    d, c = _checked(card, "decoding", ROLE_LABELS), card["calibration"]
    transitions, begin = (np.asarray(d[k], dtype=np.float32) for k in ("transitions", "begin"))
    return Decoding(transitions, begin, d["outer"], d["nested"], c["slope"], c["intercept"])


def _logit(p: float) -> float:
    return math.log(p / (1 - p))


def _sigmoid(x: Floats) -> Floats:
    return cast(Floats, 1 / (1 + np.exp(-x)))


def read_words(
    text: str,
    pieces: WordPieces,
    paragraphs: Sequence[tuple[int, int]] | None = None,
    left_out: Sequence[tuple[int, int]] = (),
) -> Words:
    """The words of the text, or of some paragraphs of it (in order), with their features.

    `paragraphs` are code points, half-open; without them every line is one. Words in the stretches of `left_out` (in
    order) are passed over: what stands before and after them is one sentence.
    """
    if paragraphs is None:
        paragraphs = [m.span() for m in _PARAGRAPH.finditer(text)]
    found: list[tuple[str, int, int]] = []
    paragraph: list[int] = []
    for number, (start, end) in enumerate(paragraphs):
        words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
        words = [w for w in words if not any(a <= w[1] < b for a, b in left_out)] if left_out else words
        found.extend(words)
        paragraph.extend([number] * len(words))
    surface = tuple(w for w, _, _ in found)
    paragraph_of = np.asarray(paragraph, dtype=np.int64)
    sentence, position = sentences(surface, paragraph_of)
    bounds = np.asarray([(s, e) for _, s, e in found], dtype=np.int64).reshape(-1, 2)
    quotation = _quotation(text, found, paragraph)
    features = np.stack([_cases(surface), quotation, position], axis=1) if found else np.zeros((0, 3), np.int64)
    return Words(surface, bounds[:, 0], bounds[:, 1], paragraph_of, sentence, features, tuple(map(pieces.of, surface)))


def _cases(words: Sequence[str]) -> Ints:
    """0 no letters, 1 lower, 2 Capital, 3 UPPER (two letters or more), 4 MiXed."""
    return np.asarray([_case(w) for w in words], dtype=np.int64)


def _case(word: str) -> int:
    if word.islower():
        return 1
    if not any(c.isalpha() for c in word):
        return 0
    if word.isupper():
        return 3 if len(word) > 1 else 2
    return 2 if word[0].isupper() and word[1:].islower() else 4


def _quotation(text: str, found: Sequence[tuple[str, int, int]], paragraph: Sequence[int]) -> Ints:
    """0 outside, 1 inside double marks, 2 inside single marks, 3 an opening mark, 4 a closing mark, per word.

    A straight mark opens where it stands before a word and after a gap, else closes; an opened quotation that is
    not closed ends with its paragraph, for marks are unbalanced in every tenth article.
    """
    out = np.zeros(len(found), np.int64)
    state, last = 0, -1
    for i, (word, start, end) in enumerate(found):
        if paragraph[i] != last:
            state, last = 0, paragraph[i]
        if word in _QUOTES:
            mark = _mark(word, text[start - 1 : start], text[end : end + 1], state)
            if mark == 3:
                state = 1 if word in '"“„‟«»' else 2
            elif mark == 4:
                state = 0
            out[i] = mark or state
        else:
            out[i] = state
    return out


def _mark(mark: str, before: str, after: str, state: int) -> int:
    """3 if the mark opens a quotation, 4 if it closes one, 0 if it is an apostrophe or a stray."""
    gap_before = not before or before.isspace() or before in "([-–—\"“‘'"
    gap_after = not after or not after.isalnum()
    if mark in "“„‟«":
        return 3
    if mark in "”»":
        return 4
    if mark == '"':
        return 4 if state == 1 and not (gap_before and not gap_after) else 3 if state != 1 else 4
    if mark in "‘‛‚":
        return 3 if state == 0 and not gap_after else 0
    if state == 0 and gap_before and not gap_after:
        return 3
    return 4 if state == 2 and gap_after and not gap_before else 0


def windows(words: Words, limit: int, context: int) -> list[Window]:
    """Cut the words into windows of at most `limit` subwords ([CLS] and [SEP] not counted).

    Whole paragraphs are packed while they fit; a longer paragraph is cut between sentences, a longer sentence
    anywhere. Up to `context` subwords of whole sentences before a window are read with it but not decided in it.
    """
    lengths = np.asarray([len(s) for s in words.subwords], dtype=np.int64)
    total = np.concatenate([[0], np.cumsum(lengths)])
    own = list(_packed(words, total, limit - context, limit // 2))
    out: list[Window] = []
    for start, end in own:
        left = start
        while left > 0:
            previous = left - 1
            while previous > 0 and words.sentence[previous - 1] == words.sentence[left - 1]:
                previous -= 1
            if total[start] - total[previous] > context:
                break
            left = previous
        out.append(Window(left, end, start, end))
    return out


def _packed(words: Words, total: Ints, limit: int, enough: int) -> Iterator[tuple[int, int]]:
    """Runs of words [start, end) of at most `limit` subwords: the last paragraph break that leaves `enough` of
    them, else the last sentence break, else the limit."""
    start, n = 0, len(words.text)
    while start < n:
        end = int(np.searchsorted(total, total[start] + limit, side="right")) - 1
        end = max(end, start + 1)
        if end < n:
            end = _last_break(words, total, start, end, enough)
        yield start, min(end, n)
        start = end


def _last_break(words: Words, total: Ints, start: int, end: int, enough: int) -> int:
    inside = np.arange(start + 1, end + 1)
    position = words.features[inside, 2]
    paragraph = inside[(position == 2) & (total[inside] - total[start] >= enough)]
    if len(paragraph):
        return int(paragraph[-1])
    sentence = inside[position >= 1]
    return int(sentence[-1]) if len(sentence) else end


def distance_buckets(offsets: Any) -> Any:
    """48 buckets of signed word distances: exact up to 12 either way, then doubling in four steps to 128 and over.

    Works on numpy arrays and torch tensors alike (elementwise comparisons only): the bucket is the number of edges
    at or below the offset.
    """
    return sum((offsets >= edge) + 0 for edge in _EDGES)


_FAR = (13, 16, 20, 24, 30, 37, 46, 57, 71, 88, 128)
_EDGES = tuple(-e + 1 for e in reversed(_FAR)) + tuple(range(-12, 13)) + _FAR
