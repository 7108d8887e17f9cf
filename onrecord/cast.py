"""Who is whom inside one article: an entity memory, read in a visible order of rules.

First the names, over the whole article, for a headline says "Trump" before the text says "Donald Trump":
  1. the same name, without titles, initials and Jr.;
  2. a surname (or a part of the name) of exactly one person, or of the one with the title's gender;
     of two, the one just named in full, else the one named in full most often;
  3. an acronym in brackets after its name, or the initials of exactly one organisation;
  4. words of exactly one organisation's name ("the State Department", "the Post").
Then, paragraph by paragraph, outside of quotations before inside of them:
  5. a noun beside a name ("X, the finance minister,"): apposition gives the person the role;
  6. a role that exactly one person of the article has ("the minister", "the spokesman");
     else the same noun phrase again, else somebody new;
  7. "I" and "we" in a quotation are its speaker; "he" and "she" the likeliest person of that gender (`_salience`),
     never the speaker inside his own quotation; "they" and "it" the nearest group or body that speaks.
What no rule decides stays open with a doubt.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord.encoder import Words
from onrecord.facts import fold
from onrecord.mentions import TITLES, span_words
from onrecord.nouns import gender_of_name, noun
from onrecord.records import Doubt, Mention, MentionKind, Span, Statement

_SUFFIXES = frozenset("jr sr ii iii iv".split())
_PARTICLES = frozenset("al el bin ben de da del der van von den la le dos di".split())
_MALE = frozenset("mr sir lord king prince pope father emperor sheikh ayatollah congressman".split())
_FEMALE = frozenset("mrs ms miss dame lady queen princess baroness congresswoman".split())
_HE = frozenset("he him his himself".split())
_SHE = frozenset("she her hers herself".split())
_SPEAKER = frozenset("i me my mine myself we us our ours ourselves".split())
_MANY = frozenset("they them their theirs themselves".split())
_POSSESSIVE = frozenset("his her their its my our".split())
_PREPOSITIONS = frozenset(
    "of to with by for from in on at against about after before between under over than as like toward towards "
    "into through without despite including via near behind".split()
)
_DEFINITE = frozenset("the this that these those his her its their our".split())
# What speaks for a person when "he" is said, in the order of `_features`: sentences away, another paragraph, subject or
# not in the same sentence, subject of the one before, opening it, speaking (for a pronoun that speaks; at all), of
# known gender, named, log of mentions, last mentioned in a quotation, in the same one, as "he", log of words between,
# a possessive or reflexive in the same sentence, both open their sentences, an object and a subject of one sentence.
# Signs and sizes from a logistic regression over the candidates of each pronoun in GUM's genres other than news
# (`python -m training.pronouns`); "as he" and the count are less than it says, for there every pronoun before is right.
WEIGHTS = (-0.5, -0.25, 0.7, 0.1, 0.45, 1.1, 1.2, 0.5, 1.4, 0.9, 0.6, -1.0, 0.0, 0.5, -0.4, -0.1, 0.3, 0.6, -0.5)
# What a title before a name is called when it stands alone.
_SAME_ROLE = {
    "rep": ("representative", "congressman", "congresswoman", "lawmaker"),
    "congressman": ("lawmaker", "representative"),
    "congresswoman": ("lawmaker", "representative"),
    "sen": ("senator", "lawmaker"),
    "senator": ("lawmaker",),
    "gov": ("governor",),
    "dr": ("doctor",),
    "prof": ("professor",),
    "gen": ("general",),
    "lt": ("lieutenant",),
    "sgt": ("sergeant",),
    "attorney": ("lawyer",),
    "lawyer": ("attorney",),
    "spokesperson": ("spokesman", "spokeswoman"),
    "nominee": ("candidate",),
}
# A body that has just been named is called so: "the agency", "the paper".
_BODIES = frozenset(
    "agency company group organization organisation website site paper newspaper magazine firm bank committee panel "
    "commission ministry department bureau broadcaster network institute foundation think-tank union party".split()
)
_MEMORY = 40  # entities that a pronoun or a noun looks back to


@dataclass(eq=False)
class Entity:
    """Somebody in the memory. `names` counts the names as written, `roles` the nouns said of it."""

    kind: str
    number: int
    names: Counter[str] = field(default_factory=Counter)
    roles: set[str] = field(default_factory=set)
    titles: frozenset[str] = frozenset()
    nouns: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    seen: list[_Seen] = field(default_factory=list)
    male: float = 0.0
    female: float = 0.0
    plural: bool = False

    @property
    def name(self) -> str | None:
        """The fullest name; of equally full ones the commonest, then the first."""
        if not self.names:
            return None
        return max(self.names, key=lambda n: (len(n.split()), self.names[n]))

    @property
    def gender(self) -> str:
        """Gender: "m", "f", or "" where nothing tells."""
        return "" if self.male == self.female else "m" if self.male > self.female else "f"


class _Seen(NamedTuple):
    """A mention on word numbers [first, end), with where it stands."""

    mention: Mention
    first: int
    end: int
    sentence: int
    paragraph: int
    quoted: int  # number of the quotation it stands in, -1 outside
    subject: bool


class Spoken(NamedTuple):
    """A quotation with its speaker: word numbers [first, end) of each."""

    pieces: tuple[tuple[int, int], ...]
    speaker: tuple[int, int] | None


class Known(NamedTuple):
    """What is known of a full name from elsewhere: "m", "f" or "", role nouns ("nominee"), and whole titles, folded
    ("republican nominee")."""

    gender: str
    roles: tuple[str, ...]
    titles: frozenset[str]


class Cast(NamedTuple):
    """Who is in the article, in the order of the first mention; whom the words of every reference name (by its first
    span); and what stayed open."""

    entities: tuple[Entity, ...]
    references: dict[Span, Entity]
    doubts: tuple[Doubt, ...]


def cast(
    words: Words,
    mentions: Sequence[Mention],
    statements: Sequence[Statement] = (),
    known: Callable[[str], Known | None] = lambda name: None,
) -> Cast:
    """Who is whom. `statements` give the speakers, and the quotations that are a world of their own; `known` what the
    world knows of a full name."""
    memory = _Memory(words, mentions, statements, known)
    memory.read()
    references = {span: entity for span, seen in memory.heads.items() if (entity := memory.whose.get(seen))}
    entities = sorted(memory.entities, key=lambda e: e.number)
    return Cast(tuple(e for e in entities if e.mentions), references, tuple(memory.doubts))


class _Memory:
    """The entities so far, and what was read of the article to tell them apart."""

    def __init__(
        self,
        words: Words,
        mentions: Sequence[Mention],
        statements: Sequence[Statement],
        known: Callable[[str], Known | None],
    ) -> None:
        self.words, self.statements, self.known = words, statements, known
        self.entities: list[Entity] = []
        self.doubts: list[Doubt] = []
        self.whose: dict[_Seen, Entity] = {}
        self.quoted = self._quotations()
        self.seen = [self._seen(m) for m in mentions]
        self.heads = self._heads()
        self.recent: list[Entity] = []
        self._index: dict[tuple[str, tuple[str, ...]], Entity] = {}
        self._by_token: dict[tuple[str, str], list[Entity]] = defaultdict(list)
        self._phrases: dict[str, Entity] = {}
        self.author: Entity | None = None
        self.speaking: Entity | None = None
        self.speakers = {seen for seen in self.heads.values()}

    # -- what is there ----------------------------------------------------------------------------------------------

    def _quotations(self) -> list[int]:
        """Per word the number of the statement whose direct words it stands in, -1 for none."""
        inside = self.words.features[:, 1]
        out = [-1] * len(self.words.text)
        for number, statement in enumerate(self.statements):
            for span in statement.content.spans if statement.quotation != "indirect" else ():
                for i in range(*span_words(self.words, span)):
                    if inside[i] or statement.quotation == "direct":
                        out[i] = number
        return out

    def _seen(self, mention: Mention) -> _Seen:
        first, end = span_words(self.words, mention.span)
        at = min(first, len(self.words.text) - 1)
        return _Seen(mention, first, end, int(self.words.sentence[at]), int(self.words.paragraph[at]),
                     self.quoted[at] if self.quoted else -1, self._is_subject(first, end))  # fmt: skip

    def _is_subject(self, first: int, end: int) -> bool:
        """Whether it may be the subject: no preposition before it, no possessive after it."""
        before = self.words.text[first - 1].lower() if first else ""
        return before not in _PREPOSITIONS and not self._is_owner(end)

    def _is_owner(self, end: int) -> bool:
        after = self.words.text[end : end + 2]
        return len(after) == 2 and after[0] in "'’" and after[1] == "s"

    def _heads(self) -> dict[Span, _Seen]:
        """The mention that carries each reference; where there is none, the words of the reference are made one."""
        by_first = defaultdict(list)
        for seen in self.seen:
            by_first[seen.sentence].append(seen)
        out: dict[Span, _Seen] = {}
        for statement in self.statements:
            for reference in (statement.speaker, statement.addressee):
                if reference and reference.spans and reference.spans[0] not in out:
                    span = reference.spans[0]
                    first, end = span_words(self.words, span)
                    if first < end:
                        near = by_first[int(self.words.sentence[first])]
                        out[span] = self._head(first, end, near) or self._made(first, end)
        self.seen.sort(key=lambda s: (s.first, s.end))
        return out

    def _head(self, first: int, end: int, near: Sequence[_Seen]) -> _Seen | None:
        """The first mention of the reference that owns nothing in it ("Clinton's spokesman": the spokesman), if the
        reference begins with it but for determiners and adjectives."""
        inside = [s for s in near if first <= s.first and s.end <= end + 1 and not self._is_owner(s.end)]
        stop = self._boundary(first, end)
        inside = [s for s in inside if s.first < stop and s.mention.kind != "nationality"]
        if not inside:
            return None
        head = min(inside, key=lambda s: (s.first, -s.end))
        if head.mention.form == "noun" and (named := self._apposed_name(head, first, end, near)):
            return named
        if head.mention.form == "pronoun" and self.words.text[head.first].lower() in _POSSESSIVE and end - first > 1:
            inside.remove(head)
            return min(inside, key=lambda s: (s.first, -s.end)) if inside else None
        return (
            head
            if head.end >= stop
            or noun(self.words.text[stop - 1]) is None
            or head.mention.form == "name"
            and head.first == first
            else None
        )

    def _apposed_name(self, head: _Seen, first: int, end: int, near: Sequence[_Seen]) -> _Seen | None:
        """The person whom a reference names at its end: "An attorney for Pagliano, Mark MacDougall", "Del. Jane Roe"."""
        for seen in near:
            if seen.mention.form == "name" and seen.mention.kind == "person" and head.first < seen.first < end:
                before = self.words.text[seen.first - 1]
                closes = seen.end >= end or self.words.text[seen.end] in (",", "of", "(", "—")
                if closes and (before == "," or seen.first - head.end <= (before == ".")):
                    return seen
        return None

    def _boundary(self, first: int, end: int) -> int:
        """Where the head of a reference ends: before its first preposition, comma or relative clause."""
        for i in range(first + 1, end):
            word = self.words.text[i].lower()
            if word in _PREPOSITIONS or word in (",", "who", "which", "that", "(", "—", "whose", "and", "or"):
                return i
        return end

    def _made(self, first: int, end: int) -> _Seen:
        stop = self._boundary(first, end)
        entry = noun(self.words.text[stop - 1])
        kind: MentionKind = "organisation" if entry and entry.kind == "organisation" else "person"
        mention = Mention(self.words.span(first, stop - 1), self.words.span(stop - 1, stop - 1), kind, "noun")
        seen = self._seen(mention)
        self.seen.append(seen)
        return seen

    # -- the order of rules -----------------------------------------------------------------------------------------

    def read(self) -> None:
        """Names first, then the rest in the order in which a reader understands it."""
        names = [s for s in self.seen if s.mention.form == "name" and s.mention.kind != "nationality"]
        for seen in sorted(names, key=lambda s: -len(self._tokens(s))):
            self._name(seen)
        for entity in self.entities:
            entity.seen.sort(key=lambda s: s.first)
            entity.number = entity.seen[0].first
            self._look_up(entity)
        self._appositions()
        rest = sorted(self.seen, key=lambda s: (s.paragraph, s.quoted >= 0, s.first))
        for seen in rest:
            whose = self.whose.get(seen) or self._other(seen)
            if whose:
                self._remember(seen, whose)
        for entity in self.entities:
            entity.mentions = [s.mention for s in sorted(entity.seen, key=lambda s: s.first)]
            entity.number = entity.seen[0].first if entity.seen else entity.number

    def _look_up(self, entity: Entity) -> None:
        """What the tables know of the person outweighs a first name, not a title."""
        found = self.known(entity.name) if entity.kind == "person" and entity.name else None
        if found:
            entity.roles.update(found.roles)
            entity.titles |= found.titles
            entity.male += 1.5 * (found.gender == "m")
            entity.female += 1.5 * (found.gender == "f")

    def _other(self, seen: _Seen) -> Entity | None:
        if seen.mention.form == "pronoun":
            return self._pronoun(seen)
        if seen.mention.form == "noun":
            return self._noun(seen)
        return None

    def _remember(self, seen: _Seen, entity: Entity) -> None:
        if self.whose.get(seen) is None:
            self.whose[seen] = entity
            insort(entity.seen, seen, key=_first)
        self.recent = [entity, *(e for e in self.recent[: _MEMORY - 1] if e is not entity)]
        if seen in self.speakers and seen.quoted < 0:
            self.speaking = entity

    def _new(self, seen: _Seen, kind: str) -> Entity:
        entity = Entity(kind, seen.first)
        self.entities.append(entity)
        return entity

    # -- names ------------------------------------------------------------------------------------------------------

    def _tokens(self, seen: _Seen) -> tuple[str, ...]:
        first, end = span_words(self.words, seen.mention.head)
        return _plain(" ".join(self.words.text[first:end]))

    def _name(self, seen: _Seen) -> None:
        """Rules 1 to 4; longer names come first, so that a part finds its whole."""
        tokens = self._tokens(seen)
        kind = seen.mention.kind
        written = _written(self.words, seen.mention.head)
        found = self._index.get((kind, tokens))
        if found is None:
            found = self._part(seen, tokens, kind)
        if found is None:
            found = self._new(seen, kind)
            for token in set(tokens):
                self._by_token[kind, token].append(found)
            if kind == "organisation" and len(tokens) > 1:
                self._by_token[kind, "".join(t[0] for t in tokens if t not in _SMALL)].append(found)
            if kind == "person" and len(tokens) > 1:
                first = gender_of_name(tokens[0])
                found.male += first == "m"
                found.female += first == "f"
        self._index.setdefault((kind, tokens), found)
        found.names[written] += 1
        found.seen.append(seen)
        self.whose[seen] = found
        self._titles(seen, found)

    def _part(self, seen: _Seen, tokens: tuple[str, ...], kind: str) -> Entity | None:
        """The one entity whose name has these words in this order."""
        if kind == "place" or not tokens:
            return None
        candidates = list(dict.fromkeys(self._by_token.get((kind, tokens[-1]), ())))
        found = [e for e in candidates if _is_part(tokens, e, kind)]
        title = self._title_gender(seen)
        if kind == "person" and title:
            found = [e for e in found if e.gender in ("", title)]
        if len(found) < 2:
            return found[0] if found else None
        most = max(found, key=lambda e: (e.names.total(), -e.number))
        near = self._nearest_named(seen, found)
        # "Melania Trump" in an article that is about Donald Trump does not take the "Trump" of the next sentence.
        return near if near is not None and most.names.total() <= 2 * near.names.total() else most

    def _nearest_named(self, seen: _Seen, found: Iterable[Entity]) -> Entity | None:
        """The one of several that was named in full in this sentence or the one before."""
        near = [
            (s.first, e) for e in found for s in e.seen
            if s.first < seen.first and seen.sentence - s.sentence <= 1 and len(self._tokens(s)) > 1
        ]  # fmt: skip
        return max(near, key=lambda pair: pair[0])[1] if near else None

    def _title_gender(self, seen: _Seen) -> str:
        before = {w.lower() for w in self.words.text[seen.first : seen.end - 1]}
        if seen.first and self.words.text[seen.first - 1].lower() in _MALE | _FEMALE:
            before.add(self.words.text[seen.first - 1].lower())
        return "m" if before & _MALE else "f" if before & _FEMALE else ""

    def _titles(self, seen: _Seen, entity: Entity) -> None:
        """What stands before the name: its roles, and what they tell of the gender."""
        gender = self._title_gender(seen)
        entity.male += 2 * (gender == "m")
        entity.female += 2 * (gender == "f")
        head = span_words(self.words, seen.mention.head)[0]
        for word in self.words.text[seen.first : head]:
            self._role(entity, word)

    def _role(self, entity: Entity, word: str) -> None:
        entity.roles.update(_SAME_ROLE.get(word.lower(), ()))
        entry = noun(word)
        if entry and entry.kind == entity.kind and not entry.plural:
            entity.roles.add(word.lower())
            entity.male += entry.gender == "m"
            entity.female += entry.gender == "f"

    # -- nouns ------------------------------------------------------------------------------------------------------

    def _appositions(self) -> None:
        """Rule 5: "X, the finance minister," and "the finance minister, X,"; "X (FBI)" and "X is the minister"."""
        ordered = sorted(self.seen, key=lambda s: (s.first, s.end))
        for before, after in zip(ordered, ordered[1:], strict=False):
            between = self.words.text[before.end : after.first]
            if before.sentence != after.sentence or before.end > after.first or not _apposed(between):
                continue
            if not between and not (before.mention.form == "noun" and after.mention.kind == "person"):
                continue
            named, other = (before, after) if before in self.whose else (after, before)
            entity = self.whose.get(named)
            if entity and other.mention.form == "noun" and other not in self.whose and self._fits(other, entity):
                if not self._is_subjectless(before, after, between):
                    continue
                self.whose[other] = entity
                insort(entity.seen, other, key=_first)
                self._role(entity, self.words.text[other.end - 1])

    def _is_subjectless(self, before: _Seen, after: _Seen, between: Sequence[str]) -> bool:
        """Whether the second of the two does not begin a clause or a list of its own ("X, voters said")."""
        if list(between) != [","]:
            return True
        following = self.words.text[after.end : after.end + 1]
        whole = (
            after.mention.form == "name"
            or self.words.text[after.first].lower() in _DEFINITE | {"a", "an"}
            or not (self._is_plural(after))
        )
        return whole and following != ("and",)

    def _fits(self, seen: _Seen, entity: Entity) -> bool:
        entry = noun(self.words.text[seen.end - 1])
        kind = entry.kind if entry else seen.mention.kind
        return (
            kind == entity.kind
            and not (entry and entry.plural)
            and (not entry or not entry.gender or entity.gender in ("", entry.gender))
        )

    def _is_plural(self, seen: _Seen) -> bool:
        word = self.words.text[seen.end - 1].lower()
        entry = noun(word)
        return entry.plural if entry else word.endswith("s") and not word.endswith("ss")

    def _noun(self, seen: _Seen) -> Entity:
        """Rule 6."""
        head = self.words.text[seen.end - 1].lower()
        phrase = fold(" ".join(self.words.text[seen.first : seen.end])).removeprefix("the ").removeprefix("a ")
        definite = self.words.text[seen.first].lower() in _DEFINITE
        plural = self._is_plural(seen)
        if definite and not plural:
            holder = self._holder(seen, head, phrase)
            if holder:
                return holder
            entry = noun(head)
            if entry and entry.gender and not entry.role and entry.kind == "person":
                person = self._likeliest(seen, entry.gender)
                if person and person.gender == entry.gender:
                    return person
            if head in _BODIES and (body := self._body(seen, head)):
                return body
        same = self._phrases.get(phrase) or self._index.get(("organisation", _plain(phrase)))
        if same is not None and (definite or plural):
            return same
        entity = self._new(seen, seen.mention.kind)
        entity.plural = plural
        entity.nouns.append(phrase)
        self._phrases[phrase] = entity
        if not plural:
            self._role(entity, head)
            if definite or head not in self._phrases:
                self._phrases.setdefault(head, entity)
        return entity

    def _holder(self, seen: _Seen, head: str, phrase: str) -> Entity | None:
        """Who has the role that a noun phrase names: by the whole title ("the Republican nominee") anybody in the
        article, by the noun alone ("the minister") the last one mentioned who is called nothing that excludes it."""
        titled = [e for e in self.entities if phrase in e.titles and self._fits(seen, e)]
        if len(titled) == 1:
            return titled[0]
        holders = [e for e in self.recent if head in e.roles and self._fits(seen, e)]
        told = set(phrase.split()[:-1])
        if told and len(holders) > 1:
            agreeing = [e for e in holders if told & set(" ".join((*e.nouns, *sorted(e.titles))).split())]
            holders = agreeing or holders
        return holders[0] if holders else None

    def _body(self, seen: _Seen, head: str) -> Entity | None:
        """The organisation that "the agency" means: one with the word in its name, else the one named just before."""
        named = [e for e in self.recent if e.kind == "organisation" and e.names]
        bearing = [e for e in named if head in _plain(e.name or "")]
        return next(iter(bearing or [e for e in named[:1] if self._near(e, seen)]), None)

    # -- pronouns ---------------------------------------------------------------------------------------------------

    def _pronoun(self, seen: _Seen) -> Entity | None:
        """Rule 7."""
        word = self.words.text[seen.first].lower()
        if word in _SPEAKER:
            return self._speaker_of(seen)
        if word in _HE or word in _SHE:
            gender = "m" if word in _HE else "f"
            found = self._likeliest(seen, gender)
            if found is None:
                self._doubt(seen, (), "no person before it")
            else:
                if not found.gender:
                    found.male += 0.25 * (gender == "m")
                    found.female += 0.25 * (gender == "f")
            return found
        return self._group(seen, word in _MANY)

    def _speaker_of(self, seen: _Seen) -> Entity | None:
        if seen.quoted < 0:
            if self.author is None:
                self.author = self._new(seen, "person")
            return self.author
        speaker = self.statements[seen.quoted].speaker
        head = self.heads.get(speaker.spans[0]) if speaker and speaker.spans else None
        return self.whose.get(head) if head else None

    def _likeliest(self, seen: _Seen, gender: str) -> Entity | None:
        persons = self._persons(seen, gender)
        return max(persons, key=lambda e: (self._salience(e, seen), -e.number)) if persons else None

    def _persons(self, seen: _Seen, gender: str) -> list[Entity]:
        """Those whom a pronoun of the gender may mean."""
        barred = self._speaker_of(seen) if seen.quoted >= 0 else self.author
        return [
            e for e in self.recent
            if e.kind == "person" and not e.plural and e.gender in ("", gender) and e is not barred
            and e.seen and e.seen[0].first < seen.first
        ]  # fmt: skip

    def _salience(self, entity: Entity, seen: _Seen) -> float:
        """How likely a pronoun means the person; see WEIGHTS."""
        features = self._features(entity, seen)
        return sum(w * f for w, f in zip(WEIGHTS, features, strict=True))

    def _features(self, entity: Entity, seen: _Seen) -> tuple[float, ...]:
        """What speaks for a person, in the order of WEIGHTS."""
        before = bisect_left(entity.seen, seen.first, key=_first)
        past = entity.seen[max(before - 6, 0) : before] or entity.seen[:1]
        last = past[-1]
        away = seen.sentence - last.sentence
        subject = any(s.subject for s in past if s.sentence == last.sentence)
        opens = any(self._opens(s) for s in past if s.sentence == last.sentence)
        word = self.words.text[seen.first].lower()
        possessive = word in ("his", "her", "hers")
        return (
            float(min(away, 6)),
            float(seen.paragraph != last.paragraph),
            float(away == 0 and subject),
            float(away == 0 and not subject),
            float(away == 1 and subject),
            float(away <= 1 and opens),
            float(entity is self.speaking and seen in self.speakers),
            float(entity is self.speaking),
            float(abs(entity.male - entity.female) >= 1),  # a first "he" must not draw all the others after it
            float(bool(entity.names)),
            math.log1p(before),
            float(last.quoted >= 0 and seen.quoted < 0),
            float(last.quoted == seen.quoted),
            float(self.words.text[last.first].lower() in _HE | _SHE),
            math.log1p(max(seen.first - last.end, 0)),
            float(possessive and away == 0),
            float(word.endswith("self") and away == 0 and subject),
            float(seen.subject and not possessive and away == 1 and opens),
            float(word == "him" and away == 0 and last.subject and last.mention.form == "name"),
        )

    def _opens(self, seen: _Seen) -> bool:
        """Whether nothing but a few words stands before it in its sentence: the topic, often."""
        return seen.subject and (seen.first < 6 or int(self.words.sentence[max(seen.first - 6, 0)]) != seen.sentence)

    def _group(self, seen: _Seen, many: bool) -> Entity | None:
        """Whom "they" and "it" mean where they speak or are spoken to: the nearest group, or body."""
        if seen not in self.speakers:
            return None
        if self.speaking is not None and (self.speaking.plural if many else self.speaking.kind == "organisation"):
            return self.speaking
        fitting = [
            e for e in self.recent
            if (e.plural or (many and e.kind == "organisation") if many else e.kind == "organisation" and not e.plural)
            and self._near(e, seen)
        ]  # fmt: skip
        if not fitting:
            self._doubt(seen, (), "nothing near it that could speak")
        return fitting[0] if fitting else None

    def _near(self, entity: Entity, seen: _Seen) -> bool:
        """Whether it was mentioned in the three sentences before."""
        before = bisect_left(entity.seen, seen.first, key=_first)
        return before > 0 and seen.sentence - entity.seen[before - 1].sentence <= 3

    def _doubt(self, seen: _Seen, candidates: tuple[str, ...], why: str) -> None:
        said = self.words.text[seen.first]
        if seen in self.speakers or said.lower() in _HE | _SHE:
            self.doubts.append(Doubt(seen.mention.span, f"who is {said!r}?", candidates, why))


def _first(seen: _Seen) -> int:
    return seen.first


_SMALL = frozenset("of the and for de in on".split())


def _plain(name: str) -> tuple[str, ...]:
    """The words of a name to compare: folded, without initials, particles and Jr."""
    tokens = [t for t in fold(name).split() if t not in _SUFFIXES and t not in ("s", "the")]
    kept = [t for t in tokens if len(t) > 1 and t not in _PARTICLES and t not in TITLES]
    return tuple(kept or tokens)


def _written(words: Words, span: Span) -> str:
    """The name as it stands in the text, invisible marks and doubled spaces aside."""
    first, end = span_words(words, span)
    out = ""
    for i in range(first, end):
        out += (" " if i > first and words.starts[i] > words.ends[i - 1] else "") + words.text[i]
    return out


def _is_part(tokens: tuple[str, ...], entity: Entity, kind: str) -> bool:
    """Whether the words are a part of one of the entity's names: its end or its beginning, or its initials."""
    for name in entity.names:
        whole = _plain(name)
        if len(whole) < len(tokens):
            continue
        if kind == "person" and (whole[-len(tokens) :] == tokens or whole[: len(tokens)] == tokens):
            return True
        if kind == "person" and len(tokens) > 1 and tokens[0] == whole[0] and tokens[-1] == whole[-1]:
            return True
        if kind == "person" and len(tokens) == 1 and tokens[0] in whole:
            return True
        if kind == "organisation" and (whole[-len(tokens) :] == tokens or whole[: len(tokens)] == tokens):
            return True
        initials = "".join(t[0] for t in whole if t not in _SMALL)
        if kind == "organisation" and len(tokens) == 1 and len(initials) > 1 and tokens[0] == initials:
            return True
    return False


def _apposed(between: Sequence[str]) -> bool:
    return list(between) in ([], [","], ["("], ["is"], ["was"], [",", "who", "is"], [",", "who", "was"])
