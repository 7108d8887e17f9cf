"""The words that stand for somebody, something or some place: names, roles, nouns, pronouns, nationalities.

Names and nouns come from a head of the encoder (two layers, for "the Kremlin spokesman Dmitry Peskov" is both);
pronouns and nationalities are words of a closed list. Then the article is read against itself: the same words are
the same kind of name wherever they stand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from onrecord.crf import Floats, Ints, forbidden, viterbi
from onrecord.encoder import MENTION_KINDS, MENTION_LABELS, Labelling, Words
from onrecord.nouns import SUFFIXES, gender_of_name, kind_of_name, people_of
from onrecord.records import Mention, MentionForm, MentionKind, Span

# Capitalised words before a person's name that are no part of it.
TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness president vice prime minister secretary senator "
    "sen rep reps representative congressman congresswoman governor gov mayor judge justice general gen maj major col "
    "colonel captain capt lieutenant lt sergeant sgt admiral adm king queen prince princess emperor pope bishop "
    "archbishop cardinal chancellor ambassador director chairman chairwoman chief commander premier sheikh sheik "
    "ayatollah rabbi reverend rev father detective officer inspector coach spokesman spokeswoman spokesperson first "
    "lady foreign deputy assistant attorney former speaker leader del councilman councilwoman sens govs gens drs "
    "chairmen secretaries senators representatives sheriff".split()
)
# Those that are no part of anybody's name, as "Martin Luther King Jr." has one.
_OFFICES = frozenset(
    "President Vice Prime Minister Secretary Senator Representative Congressman Congresswoman Governor Mayor General "
    "Colonel Lieutenant Sergeant Admiral Chancellor Ambassador Director Chairman Chairwoman Chief Commander Premier "
    "Spokesman Spokeswoman Spokesperson Deputy Assistant Attorney Speaker Leader Inspector Professor Sheriff".split()
)
PRONOUNS: dict[str, MentionKind] = {
    **dict.fromkeys("he him his himself she her hers herself they them their theirs themselves".split(), "person"),
    **dict.fromkeys("i me my mine myself we us our ours ourselves".split(), "person"),
    **dict.fromkeys("it its itself".split(), "organisation"),
}  # fmt: skip

_PARTIES = frozenset("D R I".split())
# First names that before a surname are sooner something else: "Will Brandt resign?", "in April Brandt said".
_NO_FIRST_NAMES = frozenset("Will April June August Virginia Carolina Per Mark Art".split())
# "the California Democrat", "House Speaker": who is called so by what he is has no name there.
_CALLED = frozenset("Democrat Republican Speaker Chairman Chairwoman Minister President Leader".split())
_BARRED = forbidden(MENTION_LABELS)


class Found(NamedTuple):
    """A run of words [first, last], both included, of one kind; `before` words of a title are before it."""

    first: int
    last: int
    kind: MentionKind
    before: int = 0


def mentions(words: Words, scores: Floats, labelling: Labelling) -> tuple[Mention, ...]:
    """Every mention of the article, in order; names before what they stand in, if both begin together.

    `scores` is (words, 2, labels) from the encoder.
    """
    if not words.text:
        return ()
    labels = _labels(words, scores, labelling)
    names = agreed(words, list(_runs(labels[0])))
    nouns = [_whole(words, n) for n in _runs(labels[1]) if words.text[n.last].lower() not in PRONOUNS]
    found = [*_named(words, names, nouns), *_closed(words, names)]
    return tuple(sorted(found, key=lambda m: (m.span.start, m.span.end, m.head.start)))


def _whole(words: Words, noun: Found) -> Found:
    """Of "one of nine countries" the nine, for its noun is theirs."""
    counted = [w.lower() for w in words.text[noun.first : noun.first + 2]] == ["one", "of"]
    return noun._replace(first=noun.first + 2) if counted and noun.last >= noun.first + 2 else noun


def _labels(words: Words, scores: Floats, labelling: Labelling) -> list[Ints]:
    """One array of labels per layer; decoded sentence by sentence, for no name crosses one."""
    cuts = np.flatnonzero(np.diff(words.sentence)) + 1
    out = []
    for layer in (0, 1):
        moves, begin = labelling.transitions[layer] + _BARRED, labelling.begin[layer] + _BARRED[0]
        paths = viterbi(np.split(scores[:, layer], cuts), moves, begin)
        out.append(np.concatenate(paths))
    return out


def _runs(labels: Ints) -> Iterator[Found]:
    begins = np.flatnonzero(labels % 2 == 1)
    for first in begins.tolist():
        last = first
        while last + 1 < len(labels) and labels[last + 1] == labels[first] + 1:
            last += 1
        yield Found(first, last, MENTION_KINDS[(int(labels[first]) - 1) // 2])


# -- names -------------------------------------------------------------------------------------------------------------


def agreed(words: Words, names: Sequence[Found]) -> list[Found]:
    """The names after the article was read against itself: without titles, of one kind, and wherever they stand.

    "Sweden" that is a place four times and an organisation once is a place; a name that was found twice or has two
    words is found in the headline as well.
    """
    apart = list(_unjoined(words, [part for name in names for part in _apart(words, name)]))
    trimmed = list(_with_first_names(words, [f for name in apart if (f := _trimmed(words, name))]))
    votes: dict[tuple[str, ...], Counter[MentionKind]] = defaultdict(Counter)
    for name in trimmed:
        votes[words.text[name.first : name.last + 1]][name.kind] += 1
    surnames = {key[-1] for key, count in votes.items() if len(key) > 1 and count.most_common(1)[0][0] == "person"}
    kinds = {key: _kind(key, count, surnames) for key, count in votes.items()}
    out = [name._replace(kind=kinds[words.text[name.first : name.last + 1]]) for name in trimmed]
    certain = {key for key, count in votes.items() if count.total() > 1 or len(key) > 1 or kind_of_name(key[0])}
    return sorted([*out, *_repeated(words, out, kinds, certain)])


def _unjoined(words: Words, names: Sequence[Found]) -> Iterator[Found]:
    """Two persons whose names the labels ran together, where one of them is named elsewhere: "David J. Pecker | Michael
    D. Cohen"."""
    whole = {words.text[n.first : n.last + 1] for n in names if n.kind == "person" and n.last > n.first}
    for name in names:
        text = words.text[name.first : name.last + 1]
        cuts = (i for i in range(2, len(text) - 1) if text[:i] in whole or text[i:] in whole)
        cut = next(cuts, None) if name.kind == "person" and len(text) > 3 and "." not in text[-1] else None
        if cut is None or not (text[cut][0].isupper() and text[cut - 1][0].isalpha()):
            yield name
        else:
            yield name._replace(last=name.first + cut - 1)
            yield name._replace(first=name.first + cut, before=0)


def _kind(key: tuple[str, ...], votes: Counter[MentionKind], surnames: set[str]) -> MentionKind:
    """What it was found to be; of several kinds the one that the tables know, else the commonest. A surname of somebody
    named in full is a person ("the Trump campaign" and "Trump" in an article on Donald Trump), a country never."""
    if len(key) == 1 and key[0] in surnames and kind_of_name(key[0]) is None:
        return "person"
    told = kind_of_name(" ".join(key).replace(" .", ".")) if len(votes) > 1 or len(key) > 1 else None
    return next((k for k in MENTION_KINDS if k == told), votes.most_common(1)[0][0])


def _apart(words: Words, name: Found) -> Iterator[Found]:
    """The names on both sides of a dash, "Ann Lee — Bo Roe", and what else was run together in each."""
    first = name.first
    for i in range(name.first + 1, name.last):
        if words.text[i] in ("—", "–") or (words.text[i] == "-" and words.ends[i - 1] < words.starts[i]):
            yield from _taken_apart(words, name._replace(first=first, last=i - 1))
            first = i + 1
    yield from _taken_apart(words, name._replace(first=first))


def _taken_apart(words: Words, name: Found) -> Iterator[Found]:
    """What the labels ran together or cut: "Irving, Texas" is two places, "Ohio Gov. Ann Lee" a place and a person,
    "Ohio Governor Ann Lee" a person; of "Hau Lung-bin" no part is a name."""
    first, last, before = name.first, name.last, 0
    title = next((i for i in range(first + 1, last) if words.text[i + 1] == "." and _is_title(words, i, name.kind)), 0)
    if title:
        titled = any(words.text[i] in _OFFICES for i in range(first, title))  # "Committee Chairman | Sen. Ann Lee"
        while first < title and words.text[first].lower() in TITLES | {"democratic", "republican"}:
            first += 1
        if not titled and first < title:
            yield Found(first, title - 1, "place")
        before, first = title - first if titled else 0, title
    elif name.kind == "person" and (office := _office(words, first, last)):
        before, first = office - first, office
    while name.kind == "person" and last + 2 < len(words.text) and _glued(words, last):
        last += 2
    for i in range(first, last if name.kind == "place" else first):
        if words.text[i] == ",":
            yield Found(first, i - 1, name.kind)
            first = i + 1
    comma = next((i for i in range(first + 1, last) if words.text[i] == ","), None) if name.kind == "person" else None
    if comma is not None and words.text[comma + 1].lower() not in SUFFIXES:
        last = comma - 1  # "Chuck Grassley | , R-Iowa"
    of = _of(words, first, last) if name.kind == "person" else None
    if of is not None and words.text[of].lower() == "of" and words.text[of + 1][0].isupper() and last - of < 3:
        yield Found(of + 1, last, "place")  # "Stacey Plaskett | of | the Virgin Islands"
    yield Found(first, last if of is None else of - 1, name.kind, before)


def _of(words: Words, first: int, last: int) -> int | None:
    """The preposition between a person's name and the place that he is of; "Secretary of State" is no name."""
    named = next((i for i in range(first, last) if words.text[i].lower() not in TITLES | {"of"}), last)
    return next((i for i in range(named + 1, last) if words.text[i].lower() in ("of", "from", "in")), None)


def _office(words: Words, first: int, last: int) -> int:
    """The first word of an office within the labels of a name, if a first and a last name follow it, else 0."""
    office = next((i for i in range(first + 1, last) if words.text[i] in _OFFICES), 0)
    end = office
    while end < last and words.text[end] in _OFFICES:
        end += 1
    return office if office and end < last and words.text[end][0].isupper() else 0


def _glued(words: Words, i: int) -> bool:
    """Whether a hyphen without spaces binds word i to the one after it."""
    return (
        words.text[i + 1] == "-" and words.ends[i] == words.starts[i + 1] and words.ends[i + 1] == words.starts[i + 2]
    )


def _trimmed(words: Words, name: Found) -> Found | None:
    first, last, opened = name.first, name.last, name.first - name.before
    if words.text[first] in _PARTIES and words.text[first + 1 : first + 2] == ("-",):
        return None  # "(D-Va.)"
    if first and words.text[first - 1] in ("@", "#", "/") and words.ends[first - 1] == words.starts[first]:
        return None  # handles, hashtags and addresses
    while first <= last and (_is_title(words, first, name.kind) or not words.text[first][0].isalnum()):
        first += 1
    office = name.kind == "person" and first < last and words.text[first].lower() == "of"
    if office:  # "Secretary of State | Ann Lee"
        opened -= opened == first and first > 0 and words.text[first - 1].lower() in TITLES
        first = next((i for i in range(first + 2, last) if gender_of_name(words.text[i])), min(first + 2, last))
    last = next((i - 1 for i in range(first + 1, last + 1) if words.text[i] == "("), last)  # "Hanna Lowell (R"
    while last > first and words.text[last] in ("'", "’", "s", ",", "-", "(", '"', "“", "”"):
        last -= 1
    upper = any(w[0].isupper() or w[0].isdigit() for w in words.text[first : last + 1])
    if name.kind == "person" and first <= last and words.text[last].islower():  # "The interior minister" is no name
        return None
    called = name.kind == "person" and first < last and words.text[last] in _CALLED
    if called and (opened != first or words.text[max(first - 1, 0)].lower() == "the" or words.text[first] == "House"):
        return None
    before = first - opened if name.before or office else 0
    return Found(first, last, name.kind, before) if first <= last and upper else None


def _with_first_names(words: Words, names: Sequence[Found]) -> Iterator[Found]:
    """A person of one word with the known first name right before it, which the labels left out: "Tove Brandt" at the
    head of a sentence is not another Brandt."""
    taken = {i for name in names for i in range(name.first, name.last + 1)}
    for name in names:
        i = name.first - 1
        alone = name.kind == "person" and name.first == name.last and not name.before
        yield name._replace(first=i) if alone and i >= 0 and i not in taken and _is_first_name(words, i) else name


def _is_first_name(words: Words, i: int) -> bool:
    """Whether word i is a first name, and of the sentence of the word after it."""
    word = words.text[i]
    return (
        word[0].isupper()
        and words.sentence[i] == words.sentence[i + 1]
        and gender_of_name(word) != ""
        and kind_of_name(word) != "place"
        and word not in _NO_FIRST_NAMES
    )


def _is_title(words: Words, i: int, kind: MentionKind) -> bool:
    word = words.text[i].lower()
    return kind == "person" and (word in TITLES or (word == "." and i > 0 and words.text[i - 1].lower() in TITLES))


def _repeated(
    words: Words, names: Sequence[Found], kinds: dict[tuple[str, ...], MentionKind], certain: set[tuple[str, ...]]
) -> Iterator[Found]:
    """Other places where the words of a certain name stand, outside of the names that were found."""
    taken = np.zeros(len(words.text) + 1, bool)
    for name in names:
        taken[name.first : name.last + 1] = True
    begin: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for known in sorted(certain, key=lambda k: (-len(k), k)):
        if len(begin[known[0]]) < 20:  # of 5,000 names that begin with "John" the longest will do
            begin[known[0]].append(known)
    i = 0
    while i < len(words.text):
        keys = begin.get(words.text[i], ()) if words.text[i][0].isupper() else ()
        fits = (k for k in keys if words.text[i : i + len(k)] == k and not taken[i : i + len(k)].any())
        key: tuple[str, ...] = next(fits, ())
        if key:
            yield Found(i, i + len(key) - 1, kinds[key])
        i += max(len(key), 1)


# -- what a name stands in ---------------------------------------------------------------------------------------------


def _named(words: Words, names: Sequence[Found], nouns: Sequence[Found]) -> Iterator[Mention]:
    """Names with the title or role before them, and nouns that lead to no name."""
    covering = {noun.last: noun for noun in nouns}
    used: set[int] = set()
    starts = {name.first: name for name in names}
    inside = {i for name in names for i in range(name.first, name.last + 1)}
    for name in names:
        first = min(name.first - name.before, _titled(words, name)) if name.kind == "person" else name.first
        noun = covering.get(first - 1) or covering.get(name.first - 1) or covering.get(name.last)
        if noun and name.kind == "person" and noun.first <= first:
            used.add(noun.last)
            first = noun.first
        yield _mention(words, first, name.last, name.first, name.last, name.kind, "name")
    for noun in nouns:
        if noun.last not in used and not (noun.last in inside and noun.first in starts):
            yield _mention(words, noun.first, noun.last, noun.last, noun.last, noun.kind, "noun")


def _titled(words: Words, name: Found) -> int:
    """The first word of the titles right before a name: "Mr.", "Prime Minister"."""
    i = name.first
    while i > 0 and words.sentence[i - 1] == words.sentence[i]:
        before = words.text[i - 1]
        if before == "." and i > 1 and words.text[i - 2].lower() in TITLES:
            i -= 2
        elif before.lower() in TITLES and before[0].isupper():
            i -= 1
        else:
            break
    return i


def _mention(
    words: Words, first: int, last: int, head: int, head_last: int, kind: MentionKind, form: MentionForm
) -> Mention:
    return Mention(words.span(first, last), words.span(head, head_last), kind, form)


def _closed(words: Words, names: Iterable[Found]) -> Iterator[Mention]:
    """Pronouns and nationalities."""
    inside = {i for name in names for i in range(name.first, name.last + 1)}
    for i, word in enumerate(words.text):
        lower = word.lower()
        if lower in PRONOUNS and not (word.isupper() and len(word) > 1):
            yield _mention(words, i, i, i, i, PRONOUNS[lower], "pronoun")
        elif i not in inside and word[0].isupper() and people_of(word):
            yield _mention(words, i, i, i, i, "nationality", "name")


def span_words(words: Words, span: Span) -> tuple[int, int]:
    """The words [first, end) that a span touches."""
    first = int(np.searchsorted(words.ends, span.start, side="right"))
    return first, int(np.searchsorted(words.starts, span.end, side="left"))
