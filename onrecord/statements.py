"""Who said what: from the encoder's candidate cues to attribution relations, exact to the character.

The order: decode every candidate's labels; drop the weak and the doubled; take an interview's turns as they stand;
settle the edges of contents; carry a quotation on over paragraphs; nest; then say what kind of cue it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np

from onrecord import cues
from onrecord.crf import Ints, Run, forbidden, viterbi
from onrecord.drafts import Draft, numbers, paragraphs
from onrecord.encoder import ROLE_LABELS, Candidate, Decoding, Words
from onrecord.records import (
    Article,
    Content,
    Cue,
    Passage,
    PassageKind,
    Quotation,
    Reference,
    Span,
    Statement,
    content_id,
    spans_key,
    text_of,
)
from onrecord.turns import signed, with_turns

OUTSIDE, DOUBLE, SINGLE, OPENS, CLOSES = range(5)
_LABEL = {name: i for i, name in enumerate(ROLE_LABELS)}


def statements(
    article: Article, passages: Sequence[Passage], words: Words, candidates: Sequence[Candidate], decoding: Decoding
) -> tuple[Statement, ...]:
    """The attribution relations of an article, in the order of their cues.

    `words` are those of the passages that are reporting; `candidates` are what the encoder found in them.
    """
    drafts = drafted(words, candidates, decoding)
    rows = [_statement(article, passages, words, d, decoding) for d in drafts]
    return tuple(
        row if outer is None else msgspec.structs.replace(row, within=rows[outer].id)
        for row, outer in zip(rows, containers(drafts), strict=True)
    )


def drafted(words: Words, candidates: Sequence[Candidate], decoding: Decoding) -> list[Draft]:
    """The attributions as word numbers, in the order of their cues; nested ones among them."""
    if not words.text:
        return []
    drafts = [listed(words, d) for d in decode(words, candidates, decoding)]
    drafts = distinct(with_turns(words, [*signed(words), *drafts]))
    drafts = completed(words, [without_addressee(words, settled(words, d)) for d in drafts])
    drafts = carried_on(words, drafts)
    return held([d for d in drafts if d.cue and d.content])


def outermost(words: Words, candidates: Sequence[Candidate], decoding: Decoding) -> list[Draft]:
    """The drafts that stand within no other's content."""
    drafts = drafted(words, candidates, decoding)
    return [d for d, outer in zip(drafts, containers(drafts), strict=True) if outer is None]


# -- decoding ----------------------------------------------------------------------------------------------------------


def decode(words: Words, candidates: Sequence[Candidate], decoding: Decoding) -> list[Draft]:
    """The drafts of all candidates over their threshold."""
    kept = [(c, chance_of(c)) for c in candidates]
    kept = [(c, p) for c, p in kept if p >= decoding.outer or _inner(c) >= decoding.nested]
    if not kept:
        return []
    paths = viterbi([c.scores for c, _ in kept], decoding.transitions + _FORBIDDEN, decoding.begin + _FORBIDDEN[0])
    out = []
    for (candidate, chance), path in zip(kept, paths, strict=True):
        cue, source, content = (_runs(path, role, candidate.start) for role in ("cue", "source", "content"))
        nested = chance < decoding.outer
        out.append(Draft(candidate.anchor, cue, source, content, _inner(candidate) if nested else chance, nested))
    return out


def chance_of(candidate: Candidate) -> float:
    """How likely the candidate is an outermost attribution: the geometric mean of its two scores."""
    return float((candidate.outer * candidate.valid) ** 0.5)


def _inner(candidate: Candidate) -> float:
    return float((candidate.nested * candidate.valid) ** 0.5)


_FORBIDDEN = forbidden(ROLE_LABELS)


def _runs(path: Ints, role: str, start: int) -> tuple[Run, ...]:
    """Runs of one role in a path of labels whose first word has the number `start`."""
    begins, goes_on = _LABEL[f"B-{role}"], _LABEL[f"I-{role}"]
    inside = np.flatnonzero((path == begins) | (path == goes_on))
    if not len(inside):
        return ()
    breaks = np.flatnonzero((np.diff(inside) > 1) | (path[inside[1:]] == begins)) + 1
    return tuple((int(r[0]) + start, int(r[-1]) + start) for r in np.split(inside, breaks))


def distinct(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft per cue: of those whose cues share a word, the likeliest. In the order of the cues."""
    kept: list[Draft] = []
    taken: set[int] = set()
    for draft in sorted(drafts, key=lambda d: (-d.turn, -d.chance, d.anchor)):
        own = set(numbers(draft.cue))
        if not own & taken:
            taken |= own
            kept.append(draft)
    return sorted(kept, key=lambda d: d.anchor)


_LINKS = frozenset((",", "and", "the", "of"))


def listed(words: Words, draft: Draft) -> Draft:
    """The draft with a list of names as its source, where it has none and the sentence begins with one that only a day
    parts from the cue: "Peru, Chile, Brazil and Cuba on Monday asked for". The second look loses a long list."""
    if draft.source or not draft.cue:
        return draft
    last = draft.cue[0][0] - 1
    first = int(np.searchsorted(words.sentence, words.sentence[draft.cue[0][0]]))
    last -= 2 * (last - first > 3 and words.text[last - 1] == "on")
    run = words.text[first : last + 1]
    names = all(w in _LINKS or w[0].isupper() for w in run) and run[-1:] != (",",)
    return draft._replace(source=((first, last),)) if names and run.count(",") > 1 and "and" in run else draft


# -- the edges of contents ---------------------------------------------------------------------------------------------


def settled(words: Words, draft: Draft) -> Draft:
    """The draft with its edges settled.

    A source and a cue stand in one paragraph ("... his defeat", a headline, never goes on in "CARACAS"); a content
    leaves its paragraph only as quotation. A colon right after the cue is part of it.
    """
    home = words.paragraph[draft.anchor]
    cue, source = (tuple(_within(words, runs, home)) for runs in (draft.cue, draft.source))
    after = cue[-1][1] + 1 if cue else len(words.text)
    content = _merged(_content(words, draft.content, home)) if not draft.turn else draft.content
    if after < len(words.text) and words.text[after] == ":" and words.paragraph[after] == home:
        cue = (*cue[:-1], (cue[-1][0], after))
        content = tuple(
            (max(a, after + 1), b) if a <= after <= b else (a, b) for a, b in content if (a, b) != (after, after)
        )
    return draft._replace(cue=cue, source=source, content=content)


def _within(words: Words, runs: Iterable[Run], paragraph: int) -> Iterator[Run]:
    for run in runs:
        for first, last in paragraphs(words, *run):
            if words.paragraph[first] == paragraph:
                yield first, last


def _content(words: Words, runs: Iterable[Run], home: int) -> Iterator[Run]:
    """The pieces in the cue's own paragraph, and those elsewhere that are quotation from their first word on."""
    for run in runs:
        for first, last in paragraphs(words, *run):
            if words.paragraph[first] == home or words.features[first, 1] != OUTSIDE or _announced(words, first):
                yield first, last


def _announced(words: Words, first: int) -> bool:
    """Whether the paragraph before this word ends in a colon, as before a quotation set off without marks."""
    return first > 0 and words.features[first, 2] == 2 and words.text[first - 1] == ":"


def completed(words: Words, drafts: Sequence[Draft]) -> list[Draft]:
    """Let a content that begins or ends inside a quotation run to its marks, the marks included.

    Not over words that another role or draft holds.
    """
    owner = _owners(words, drafts)
    out = []
    for i, draft in enumerate(drafts):
        runs = [(_quotation_start(words, owner, i, a), _quotation_end(words, owner, i, b)) for a, b in draft.content]
        out.append(draft if draft.turn else draft._replace(content=_merged(runs)))
    return out


def _owners(words: Words, drafts: Sequence[Draft]) -> Ints:
    """For each word the number of the draft that holds it as content, -1 for none, -2 for a cue or a source."""
    owner = np.full(len(words.text), -1, np.int64)
    for i, draft in enumerate(drafts):
        for first, last in draft.content:
            owner[first : last + 1] = i
    for draft in drafts:
        for first, last in (*draft.cue, *draft.source):
            owner[first : last + 1] = -2
    return owner


def _quotation_start(words: Words, owner: Ints, me: int, first: int) -> int:
    marks, i = words.features[:, 1], first
    if marks[first] not in (DOUBLE, SINGLE):
        return first
    while i > 0 and owner[i - 1] in (-1, me) and words.paragraph[i - 1] == words.paragraph[first]:
        i -= 1
        if marks[i] == OPENS:
            return i
        if marks[i] in (OUTSIDE, CLOSES):
            return first
    return first


def _quotation_end(words: Words, owner: Ints, me: int, last: int) -> int:
    marks, i = words.features[:, 1], last
    if marks[last] not in (DOUBLE, SINGLE):
        return last
    while i + 1 < len(marks) and owner[i + 1] in (-1, me) and words.paragraph[i + 1] == words.paragraph[last]:
        i += 1
        if marks[i] == CLOSES:
            return i
        if marks[i] in (OUTSIDE, OPENS):
            return last
    ended = i + 1 == len(marks) or words.paragraph[i + 1] != words.paragraph[last]
    return i if ended else last


def _merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs in order, those that overlap made one."""
    out: list[Run] = []
    for first, last in sorted(runs):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return tuple(out)


def carried_on(words: Words, drafts: list[Draft]) -> list[Draft]:
    """Give a paragraph that is all quotation and has no cue of its own to the quotation before it.

    A quotation over paragraphs repeats the opening mark and closes only the last one; a quoted paragraph may float,
    its speaker clear from the one before; and a quotation that is not closed belongs to the one that goes on with it.
    """
    owner = _owners(words, drafts)
    out = list(drafts)
    free = [run for run in _quoted_paragraphs(words) if (owner[run[0] : run[1] + 1] == -1).all()]
    for run in free:
        _take(out, owner, run, _quoted_before(words, owner, out, run[0]))
    for first, last in reversed(free):
        goes_on = last + 1 < len(owner) and words.features[last + 1, 1] == OPENS
        if owner[first] == -1 and words.features[last, 1] != CLOSES and goes_on:
            _take(out, owner, (first, last), int(owner[last + 1]))
    return out


def _take(drafts: list[Draft], owner: Ints, run: Run, taker: int | None) -> None:
    """Add the run to the content of draft number `taker`, if that is one."""
    if taker is not None and taker >= 0:
        drafts[taker] = drafts[taker]._replace(content=_merged((*drafts[taker].content, run)))
        owner[run[0] : run[1] + 1] = taker


def _quoted_paragraphs(words: Words) -> Iterator[Run]:
    """Paragraphs that open with a mark and stay inside quotation to their end."""
    starts = np.flatnonzero(words.features[:, 2] == 2).tolist()
    for start, end in zip(starts, [*starts[1:], len(words.text)], strict=True):
        marks = words.features[start:end, 1]
        if end - start > 5 and marks[0] == OPENS and (marks[1:] != OUTSIDE).all():
            yield start, end - 1


def _quoted_before(words: Words, owner: Ints, drafts: Sequence[Draft], first: int) -> int | None:
    """The draft that holds the last quoted words of the paragraph before word `first`, if there is one."""
    i = first - 1
    while i >= 0 and words.paragraph[i] == words.paragraph[first - 1]:
        if owner[i] >= 0:
            quoted = any(words.features[a : b + 1, 1].any() for a, b in drafts[int(owner[i])].content)
            return int(owner[i]) if quoted else None
        i -= 1
    return None


# -- nesting -----------------------------------------------------------------------------------------------------------


def held(drafts: list[Draft]) -> list[Draft]:
    """The drafts without those that only the nested unit saw and that stand in no other's content."""
    while True:
        kept = [d for d, outer in zip(drafts, containers(drafts), strict=True) if outer is not None or not d.nested]
        if len(kept) == len(drafts):
            return kept
        drafts = kept


def containers(drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft the number of the smallest other draft whose content holds its whole cue, or None."""
    contents = [set(numbers(d.content)) for d in drafts]
    out: list[int | None] = []
    for i, draft in enumerate(drafts):
        cue = set(numbers(draft.cue))
        holding = [j for j, c in enumerate(contents) if j != i and cue <= c and not _holds(contents[i], drafts[j])]
        out.append(min(holding, key=lambda j: (len(contents[j]), j)) if holding else None)
    return out


def _holds(content: set[int], draft: Draft) -> bool:
    return set(numbers(draft.cue)) <= content


# -- the record --------------------------------------------------------------------------------------------------------


def _entry(words: Words, draft: Draft) -> cues.Entry:
    return cues.look_up([words.text[i] for i in numbers(draft.cue)])


def _statement(
    article: Article, passages: Sequence[Passage], words: Words, draft: Draft, decoding: Decoding
) -> Statement:
    cue, source, content = (tuple(words.span(*r) for r in runs) for runs in (draft.cue, draft.source, draft.content))
    entry = _entry(words, draft)
    addressee = tuple(words.span(*r) for r in _addressee(words, draft, entry))
    return Statement(
        id=content_id("statement", article.id, spans_key(cue), spans_key(source), spans_key(content)),
        quotation="direct" if draft.turn else quotation(words, draft.content),
        speaker=_reference(article.text, source),
        cue=Cue(cue, text_of(cue, article.text), entry.lemma, entry.act, entry.polarity),
        content=Content(content, text_of(content, article.text)),
        addressee=_reference(article.text, addressee),
        when=None,
        within=None,
        passage=_passage(passages, cue[0]),
        score=_calibrated(draft.chance, decoding),
    )


def _reference(text: str, spans: tuple[Span, ...]) -> Reference | None:
    # A source runs to the comma that closes its apposition ("Maria Lund, the harbour master,"); its words do not.
    return Reference(spans, text_of(spans, text).rstrip(" ,;")) if spans else None


def _passage(passages: Sequence[Passage], span: Span) -> PassageKind:
    return next(p.kind for p in passages if p.start <= span.start < p.end)


def _calibrated(chance: float, decoding: Decoding) -> float:
    """The probability that cue, source and content are all right to the word, to three places (Platt 1999)."""
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    odds = math.log(chance / (1 - chance))
    return round(1 / (1 + math.exp(-(decoding.slope * odds + decoding.intercept))), 3)


def quotation(words: Words, content: Sequence[Run]) -> Quotation:
    """direct if every word stands inside quotation marks, indirect if none does, mixed between."""
    inside = [words.features[i, 1] != OUTSIDE for i in numbers(content) if words.text[i][0].isalnum()]
    if not inside or not any(inside):
        return "indirect"
    return "direct" if all(inside) else "mixed"


# -- addressees --------------------------------------------------------------------------------------------------------

# Where a phrase that names somebody ends: "told reporters in Lima", "told him that", "warned them against".
_PHRASE_END = re.compile(
    r"(?:in|on|at|after|before|during|that|to|about|over|when|while|as|by|with|from|if|whether|not|this|last|next|against|"
    r"how|why|what|where|who|which|he|she|they|we|i|there|under|through|via|yesterday|today|tomorrow|later|earlier|recently|ahead|because|for|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|[^\w'’&-].*)$", re.IGNORECASE,
)  # fmt: skip
_NOBODY = frozenset("it that this there so the truth a lie story stories something nothing anything".split())


def _addressee(words: Words, draft: Draft, entry: cues.Entry) -> tuple[Run, ...]:
    """The phrase that names whom the cue addresses: after "told", after "said to"; or none."""
    if entry.addressee == "none" or draft.turn:
        return ()
    taken = set(numbers(draft.source)) | set(numbers(draft.cue))
    said = set(numbers(draft.content))
    first = draft.cue[-1][1] + 1
    if entry.addressee in ("to", "with") and words.text[first - 1].lower() != entry.addressee:
        if first >= len(words.text) or words.text[first].lower() != entry.addressee:
            return ()
        first += 1
    if first not in said:  # "told reporters | the law would": where what is told begins
        taken |= said
    last = first - 1
    while (
        last + 1 < len(words.text) and last + 1 not in taken and last - first < 11 and _goes_on(words, first, last + 1)
        and words.text[last].lower() not in ("me", "him", "them", "us")
    ):  # fmt: skip
        last += 1
    while last > first and words.text[last].lower() in ("-", "–", "and", "or"):
        last -= 1
    return ((first, last),) if last >= first and _somebody(words, draft, first, last) else ()


def without_addressee(words: Words, draft: Draft) -> Draft:
    """The draft whose content begins after its addressee: "warned other countries, which ..., | against meddling".

    "urged parliament to pass" keeps its object, for there it is the one who is to act.
    """
    first = draft.cue[-1][1] + 1 if draft.cue else 0
    if draft.turn or not draft.content or draft.content[0][0] < first or _entry(words, draft).addressee != "object":
        return draft
    opens = _after_phrase(words, first)
    if opens is None or words.text[opens].lower() not in ("that", "against", "how", "what", "why", "whether", "if"):
        return draft
    kept = tuple((max(a, opens), b) for a, b in draft.content if b >= opens)
    return draft._replace(content=kept) if kept and kept[0][0] == opens else draft


def _after_phrase(words: Words, first: int) -> int | None:
    """The word after the phrase that begins at `first` and after its relative clause, if it has one."""
    i = first
    while i < len(words.text) and i - first < 11 and _goes_on(words, first, i):
        i += 1
    if i == first or i + 1 >= len(words.text):
        return None
    if words.text[i] == "," and words.text[i + 1].lower() in ("which", "who", "whom"):
        closing = next((j for j in range(i + 1, min(i + 20, len(words.text))) if words.text[j] == ","), None)
        return None if closing is None or closing + 1 >= len(words.text) else closing + 1
    return i


def _goes_on(words: Words, first: int, i: int) -> bool:
    same = words.sentence[i] == words.sentence[first] and words.features[i, 1] == words.features[first, 1]
    return bool(same) and not _PHRASE_END.match(words.text[i])


def _somebody(words: Words, draft: Draft, first: int, last: int) -> bool:
    """Whether the phrase can be somebody: not the content itself, no pronoun of a thing."""
    if words.text[last].lower() in _NOBODY or words.text[first].lower() == "of" or not words.text[first][0].isalpha():
        return False
    content = set(numbers(draft.content))
    if first not in content:
        return last not in content
    # "urged parliament to pass": the object stands inside the content, before "to"
    to = last + 1 < len(words.text) and words.text[last + 1].lower() == "to"
    return to and draft.content[0][0] == first and _entry(words, draft).addressee == "object"
