"""Whether a time expression lies before or after its reference, told by the verb that governs it.

No parse: the nearest verb form in the clause decides, by closed lists and endings. "The vote on Sunday will": what
follows at once; "On Monday, the court will": what follows the clause's opening; else what stands before.
"""

from __future__ import annotations

from onrecord.times._meanings import Found
from onrecord.times._words import Words

PAST, UNKNOWN, FUTURE = -1, 0, 1
_REACH = 60  # words of a sentence that are looked at on either side

_FUTURE = frozenset(
    "will shall ll won may might must should scheduled slated expected expects expect plans planned plan "
    "planning hopes hope hoping aims intends intend poised due upcoming ahead needs deadline wants want "
    "likely looming promises vows pledges forecast forecasts projected".split()
)
# Of these, those that are nouns behind a determiner: "rejected the plan on Monday".
_NOUNS_TOO = frozenset(
    "plan plans hope hopes forecast forecasts promises vows pledges needs intent deadline will wants".split()
)
_DETERMINERS = frozenset("the a an its his her their our my your this that these those s no any new".split())
# Verbs whose present tells of a timetable: "The court rules on Friday", "Polls open on Sunday".
_TIMETABLE = frozenset(
    "begins starts opens ends closes expires runs resumes faces goes comes meets arrives returns departs leaves heads "
    "holds takes kicks continues falls becomes reconvenes elects votes airs premieres reopens hosts marks".split()
)
_TIMETABLE_OF_MANY = frozenset(
    "begin start open end close expire run resume meet arrive leave return vote go come take play face hold".split()
)
_PAST = frozenset(
    "was were had did said told went came took made got gave found knew thought saw left felt became began kept held "
    "brought wrote stood heard met ran paid sat spoke led grew lost fell sent built understood drew broke spent won "
    "rose drove bought wore chose fought threw caught dealt taught sought sold shot struck flew fled sank swore hid "
    "shook rode stole tore froze woke stuck hung fed bled bred swept swung died "
    "been has have ve laid lit slid sprang shrank sang sprung upheld withdrew overtook overthrew underwent".split()
)
# "agreed to meet on Friday" is to come; "managed to escape on Friday" is not.
_TO_COME = frozenset(
    "agreed agrees vowed vows promised promises pledged pledges planned plans plan planning hoped hopes hope decided "
    "want wants wanted scheduled expected set due slated urged urges asked asks called calls ordered invited intends "
    "intended threatened threatens preparing prepared prepares ready likely is are s going poised hoping aims need "
    "needs have has about determined vowing promising pledging able allowed required supposed bound believed "
    "voted votes vote".split()
)
_TOLD_SOMEBODY = frozenset("ordered urged asked invited wants want expects expected scheduled set".split())
_NAMES_TOO = frozenset("may will fed won rose grant".split())
_READY = frozenset("eager keen willing unlikely".split())
_ABBREVIATED = frozenset(
    "mr mrs ms dr sen sens gov govs rep reps gen lt col st jr sr vs jan feb mar apr jun jul aug sept sep oct nov dec u "
    "s d c".split()
)
_BEFORE_NOUN = frozenset("the a an to did not s of his their its her our my and in on at for with by".split())
_MARKS = frozenset(".?!;")
_OPENS_CLAUSE = frozenset(
    "on in by since until during from after before at late early the this next last and but".split()
)


def direction(words: Words, item: Found) -> int:
    """PAST, FUTURE or UNKNOWN, by the verb that governs the expression."""
    first, last = _sentence(words, item)
    at_once = _verb(words, item.last + 1)
    if at_once != UNKNOWN and words.word(item.last + 1) not in ("'", "s"):
        return at_once
    if words.word(item.first - 1) == "of" and words.word(item.first - 2) == "ahead":
        return FUTURE
    if _opens_clause(words, item.first, first):
        ahead = _scan(words, range(item.last + 1, last))
        return ahead or _scan(words, range(item.first - 1, first - 1, -1))
    behind = _scan(words, range(item.first - 1, first - 1, -1))
    return behind or _scan(words, range(item.last + 1, last))


def _sentence(words: Words, item: Found) -> tuple[int, int]:
    """The first token of the sentence and the one after its last, at most `_REACH` words away."""
    first = item.first
    while first > max(0, item.first - _REACH) and not _ends_sentence(words, first - 1):
        first -= 1
    last = item.last + 1
    stop = min(len(words.lower), item.last + _REACH)
    while last < stop and not _ends_sentence(words, last):
        last += 1
    return first, last


def _ends_sentence(words: Words, i: int) -> bool:
    word = words.lower[i]
    if word not in _MARKS:
        return False
    return word != "." or not (words.word(i - 1) in _ABBREVIATED or len(words.word(i - 1)) == 1)


def _opens_clause(words: Words, at: int, first: int) -> bool:
    """Whether nothing but a preposition stands between the expression and its clause's beginning."""
    i = at - 1
    while i >= first and at - i <= 3 and words.lower[i] in _OPENS_CLAUSE:
        i -= 1
    return i < first or words.lower[i] in (",", "-", "–", "—", '"', "“", ":", "(", "that")


def _scan(words: Words, order: range) -> int:
    """What the first verb form on the way says."""
    for i in order:
        if not _is_no_verb(words, i) and (told := _verb(words, i)) != UNKNOWN:
            return told
    return UNKNOWN


def _is_no_verb(words: Words, i: int) -> bool:
    """Whether a form of a verb is a name, "Theresa May", "the Fed" (in a headline all words have capitals), or stands
    before a noun: "deliver his postponed address"."""
    at = i - 1 - (words.word(i - 1).endswith("ly") or words.word(i - 1) == "-")
    if words.word(i).endswith("ed") and words.word(at) in _DETERMINERS:
        return True
    named = words.word(i) in _NAMES_TOO and words.capital(i)
    return named and words.word(i - 1).isalpha() and not words.capital(i + 1)


def _after_would(words: Words, i: int) -> int:
    return PAST if words.word(i + 1) == "have" else FUTURE


def _verb(words: Words, i: int) -> int:
    word = words.word(i)
    if word == "to":
        is_ready = words.word(i - 1) in _READY and words.word(i - 2) not in ("was", "were")
        is_told = not _TOLD_SOMEBODY.isdisjoint(words.lower[max(0, i - 4) : i])
        is_told = is_told or is_ready or words.word(i - 1) in _TO_COME
        return FUTURE if is_told and words.word(i + 1).isalpha() else UNKNOWN
    if word in ("would", "could", "can"):
        return UNKNOWN if words.word(i + 1) in ("have", "not", "n", "'") and word != "would" else _after_would(words, i)
    if word == "won" and words.word(i + 1) not in ("'", "’"):
        return PAST
    if word in _FUTURE:
        is_noun = word in _NOUNS_TOO and words.word(i - 1) in _DETERMINERS
        return UNKNOWN if is_noun else FUTURE
    if words.word(i - 1) in ("be", "get", "being"):
        return UNKNOWN  # "would be held in November": the auxiliary tells
    if word in _PAST:
        return PAST
    if word in _TIMETABLE:
        return FUTURE if words.word(i - 1) not in _BEFORE_NOUN else UNKNOWN
    if word in _TIMETABLE_OF_MANY:
        before = words.word(i - 1)
        return FUTURE if (before.endswith("s") and len(before) > 3) or before in ("we", "they", "i", "you") else UNKNOWN
    if word.endswith("ing") and words.word(i - 1) in ("is", "are", "re", "am", "m") and len(word) > 4:
        return FUTURE
    is_past = word.endswith("ed") and len(word) > 4 and not word.endswith("eed") and not words.capital(i)
    return PAST if is_past else UNKNOWN
