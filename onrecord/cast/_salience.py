"""What speaks for a person when "he" or "she" is said."""

from __future__ import annotations

import math
from bisect import bisect_left

from onrecord.cast._entities import Entity, Seen, first_word
from onrecord.encoder import Words

HE = frozenset("he him his himself".split())
SHE = frozenset("she her hers herself".split())
# What speaks for a person when "he" is said, in the order of `features`: sentences away, another paragraph, subject or
# not in the same sentence, subject of the one before, opening it, speaking (for a pronoun that speaks; at all), of
# known gender, named, log of mentions, last mentioned in a quotation, in the same one, as "he", log of words between,
# a possessive or reflexive in the same sentence, both open their sentences, an object right after a subject.
# Signs and sizes from a logistic regression over the candidates of each pronoun in GUM's genres other than news
# (`python -m training.pronouns`); "as he" and the count are less than it says, for there every pronoun before is right.
WEIGHTS = (-0.5, -0.25, 0.7, 0.1, 0.45, 1.1, 1.2, 0.5, 1.4, 0.9, 0.6, -1.0, 0.0, 0.5, -0.4, -0.1, 0.3, 0.6, -1.5)


def salience(words: Words, entity: Entity, seen: Seen, speaking: Entity | None, speaks: bool, nearest: bool) -> float:
    """How likely "he" or "she" means the person. `speaking` is who spoke last, `speaks` whether the pronoun does,
    `nearest` whether nobody else was mentioned between."""
    found = features(words, entity, seen, speaking, speaks, nearest)
    return sum(w * f for w, f in zip(WEIGHTS, found, strict=True))


def features(
    words: Words, entity: Entity, seen: Seen, speaking: Entity | None, speaks: bool, nearest: bool
) -> tuple[float, ...]:
    """What speaks for a person, in the order of WEIGHTS."""
    before = bisect_left(entity.seen, seen.first, key=first_word)
    past = entity.seen[max(before - 6, 0) : before] or entity.seen[:1]
    last = past[-1]
    away = seen.sentence - last.sentence
    subject = any(s.subject for s in past if s.sentence == last.sentence)
    opens = any(_opens(words, s) for s in past if s.sentence == last.sentence)
    word = words.text[seen.first].lower()
    possessive = word in ("his", "her", "hers")
    return (
        float(min(away, 6)),
        float(seen.paragraph != last.paragraph),
        float(away == 0 and subject),
        float(away == 0 and not subject),
        float(away == 1 and subject),
        float(away <= 1 and opens),
        float(entity is speaking and speaks),
        float(entity is speaking),
        float(abs(entity.male - entity.female) >= 1),  # a first "he" must not draw all the others after it
        float(bool(entity.names)),
        math.log1p(before),
        float(last.quoted >= 0 and seen.quoted < 0),
        float(last.quoted == seen.quoted),
        float(words.text[last.first].lower() in HE | SHE),
        math.log1p(max(seen.first - last.end, 0)),
        float(possessive and away == 0),
        float(word.endswith("self") and away == 0 and subject),
        float(seen.subject and not possessive and away == 1 and opens),
        float(word == "him" and away == 0 and last.subject and nearest),
    )


def _opens(words: Words, seen: Seen) -> bool:
    """Whether nothing but a few words stands before it in its sentence: the topic, often."""
    return seen.subject and (seen.first < 6 or int(words.sentence[max(seen.first - 6, 0)]) != seen.sentence)
