"""The memory itself: the rules in their order."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from onrecord.cast._bodies import BODIES, PRESS, known_as, may_be
from onrecord.cast._entities import Deed, Entity, Known, Seen, first_word
from onrecord.cast._names import SMALL, differ_in, is_part, middle_initials, plain, suffix_of, written
from onrecord.cast._references import (
    PREPOSITIONS,
    QUANTIFIERS,
    head_of,
    is_owner,
    made_of,
    quantified,
    without_genitive,
)
from onrecord.cast._roles import (
    DEFINITE,
    LESSER,
    SEVERAL,
    TO_COME,
    apposed,
    fits,
    give_role,
    give_titles,
    is_plural,
    is_subjectless,
    leads,
    title_gender,
)
from onrecord.cast._said import is_called, quotations, reports
from onrecord.cast._salience import HE, SHE, salience
from onrecord.encoder import Words
from onrecord.facts import fold
from onrecord.mentions import span_words
from onrecord.nouns import gender_of_name, is_people, noun, people_of
from onrecord.records import Doubt, Mention, Reference, Span, Statement

_SPEAKER = frozenset("i me my mine myself we us our ours ourselves".split())
_MANY = frozenset("they them their theirs themselves".split())
_RELATIVE = frozenset("who whom which that".split())
_ANYBODY = frozenset("those anyone everyone someone anybody everybody somebody people".split())
_ANTECEDENT = 12  # words that may stand between somebody and the "who" of a relative clause
_OF_OTHERS = 1.5  # by so much a speaker is less likely to be whom he speaks of; by hand, on eight articles
_MEMORY = 40  # entities that a pronoun or a noun looks back to


class Memory:
    """The entities so far, and what was read of the article to tell them apart."""

    def __init__(
        self,
        words: Words,
        mentions: Sequence[Mention],
        statements: Sequence[Statement],
        deeds: Sequence[Deed],
        known: Callable[[str], Known | None],
    ) -> None:
        self.words, self.statements, self.known = words, statements, known
        self.entities: list[Entity] = []
        self.doubts: list[Doubt] = []
        self.whose: dict[Seen, Entity] = {}
        self.quoted = quotations(words, statements)
        self.reported = reports(words, statements)
        self.seen = [self._seen(m) for m in mentions]
        self.heads: dict[Span, Seen] = {}
        self._find_heads([s.speaker for s in statements if s.speaker])
        self.saying = set(self.heads.values())
        self._find_heads([s.addressee for s in statements if s.addressee])
        self.speakers = set(self.heads.values())
        self._find_heads([r for deed in deeds for r in (*deed.actors, *deed.recipients)])
        self.asked = set(self.heads.values())
        spoken = [Deed((s.speaker,), (s.addressee,)) for s in statements if s.speaker and s.addressee]
        self._doers = self._doing((*deeds, *spoken))
        self._named_by = self._vocatives()
        self.recent: list[Entity] = []
        self._index: dict[tuple[str, tuple[str, ...]], Entity] = {}
        self._juniors: set[int] = set()
        self._words_of: dict[Span, tuple[str, ...]] = {}
        self._by_token: dict[tuple[str, str], list[Entity]] = defaultdict(list)
        self._phrases: dict[str, Entity] = {}
        self._places: dict[str, list[int]] = defaultdict(list)  # where each word stands
        for i, word in enumerate(words.text):
            self._places[word.lower()].append(i)
        self.author: Entity | None = None
        self.speaking: Entity | None = None

    # -- what is there ----------------------------------------------------------------------------------------------

    def _seen(self, mention: Mention) -> Seen:
        first, end = span_words(self.words, mention.span)
        at = min(first, len(self.words.text) - 1)
        return Seen(mention, first, end, int(self.words.sentence[at]), int(self.words.paragraph[at]),
                     self.quoted[at] if self.quoted else -1, self._is_subject(first, end))  # fmt: skip

    def _is_subject(self, first: int, end: int) -> bool:
        """Whether it may be the subject: no preposition before it, no possessive after it."""
        before = self.words.text[first - 1].lower() if first else ""
        return before not in PREPOSITIONS and not is_owner(self.words, end)

    def _find_heads(self, references: Sequence[Reference]) -> None:
        """The mention that carries each reference; where there is none, the words of the reference are made one."""
        by_sentence = defaultdict(list)
        for seen in self.seen:
            by_sentence[seen.sentence].append(seen)
        for reference in references:
            if reference.spans and reference.spans[0] not in self.heads:
                span = reference.spans[0]
                first, end = span_words(self.words, span)
                if first < end:
                    end = without_genitive(self.words, first, end)
                    near = by_sentence[int(self.words.sentence[first])]
                    counted = quantified(self.words, first, end) is not None
                    head = (None if counted else head_of(self.words, first, end, near)) or self._made(first, end)
                    if head is not None:
                        self.heads[span] = head
                    else:
                        self.doubts.append(Doubt(span, "which actor is it?", (), "the words name no one in particular"))
        self.seen.sort(key=lambda s: (s.first, s.end))
        self._taken = {i for s in self.seen for i in range(s.first, s.end)}

    def _doing(self, deeds: Sequence[Deed]) -> dict[Seen, list[Seen]]:
        """Who does what to the mention that carries a recipient, and so is somebody else."""
        doers: dict[Seen, list[Seen]] = defaultdict(list)
        for deed in deeds:
            ours, theirs = (
                [self.heads[r.spans[0]] for r in some if r.spans and r.spans[0] in self.heads]
                for some in (deed.actors, deed.recipients)
            )
            for seen in theirs:
                doers[seen] += [s for s in ours if s is not seen]
        return doers

    def _vocatives(self) -> dict[Seen, list[Seen]]:
        """Whom each speaker calls by name in his direct words: who says "Come on, Kellyanne" is not Kellyanne."""
        names = defaultdict(list)
        for seen in self.seen:
            if seen.mention.form == "name" and seen.quoted >= 0 and is_called(self.words, seen, self.quoted):
                names[seen.quoted].append(seen)
        found: dict[Seen, list[Seen]] = defaultdict(list)
        for number, statement in enumerate(self.statements):
            head = self._speaking_in(statement)
            if head is not None:
                found[head] += names[number]
        return found

    def _speaking_in(self, statement: Statement) -> Seen | None:
        """The mention that carries the speaker of a statement."""
        speaker = statement.speaker
        return self.heads.get(speaker.spans[0]) if speaker and speaker.spans else None

    def _made(self, first: int, end: int) -> Seen | None:
        """A mention of the words that name somebody; None if they name a thing, or nobody."""
        found = made_of(self.words, first, end)
        if found is None:
            return None
        stop, kind = found
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

    def _other(self, seen: Seen) -> Entity | None:
        if seen.mention.form == "pronoun":
            return self._pronoun(seen)
        if seen.mention.form == "noun":
            relative = seen.end - seen.first == 1 and self.words.text[seen.first].lower() in _RELATIVE
            return self._antecedent(seen) if relative else self._noun(seen)
        return None

    def _remember(self, seen: Seen, entity: Entity) -> None:
        if self.whose.get(seen) is None:
            self.whose[seen] = entity
            insort(entity.seen, seen, key=first_word)
        self.recent = [entity, *(e for e in self.recent[: _MEMORY - 1] if e is not entity)]
        if seen in self.saying and seen.quoted < 0:
            self.speaking = entity

    def _new(self, seen: Seen, kind: str) -> Entity:
        entity = Entity(kind, seen.first)
        self.entities.append(entity)
        return entity

    # -- names ------------------------------------------------------------------------------------------------------

    def _tokens(self, seen: Seen) -> tuple[str, ...]:
        """The words of a mention's name, to compare; put together once."""
        head = seen.mention.head
        if head not in self._words_of:
            self._words_of[head] = self._compared(seen)
        return self._words_of[head]

    def _compared(self, seen: Seen) -> tuple[str, ...]:
        name = written(self.words, seen.mention.head)
        tokens, suffix = plain(name, seen.mention.kind), suffix_of(name)
        if not suffix or seen.mention.kind != "person":
            return tokens
        # Donald Trump Jr. is not the Donald Trump whom the tables know; Robert E. Hale Jr. may be Robert Hale.
        apart = len(tokens) == 1 or any(self.known(name) is not None for name in (" ".join(tokens), tokens[-1]))
        return (*tokens, suffix) if apart else tokens

    def _name(self, seen: Seen) -> None:
        """Rules 1 to 4; longer names come first, so that a part finds its whole."""
        tokens = self._tokens(seen)
        kind = seen.mention.kind
        initials = self._initials(seen)
        found = self._index.get((kind, tokens))
        if found is not None and differ_in(initials, found):
            tokens = (*tokens, initials)
            found = self._index.get((kind, tokens))
        if found is None:
            found = self._part(seen, tokens, kind)
        if found is None:
            found = self._new(seen, kind)
            for token in set(tokens):
                self._by_token[kind, token].append(found)
            if kind == "organisation" and len(tokens) > 1:
                self._by_token[kind, "".join(t[0] for t in tokens if t not in SMALL)].append(found)
            if kind == "person" and len(tokens) > 1:
                first = gender_of_name(tokens[0])
                found.male += first == "m"
                found.female += first == "f"
            self._index[kind, tokens] = found
            if kind == "person" and suffix_of(" ".join(tokens)):
                self._juniors.add(found.number)
        found.names[written(self.words, seen.mention.head)] += 1
        if kind == "person" and len(found.seen) == 0:
            self._look_up(found)
        found.seen.append(seen)
        self.whose[seen] = found
        self._titles(seen, found)

    def _part(self, seen: Seen, tokens: tuple[str, ...], kind: str) -> Entity | None:
        """The one entity whose name has these words in this order."""
        if kind == "place" or not tokens:
            return None
        candidates = list(dict.fromkeys(self._by_token.get((kind, tokens[-1]), ())))
        initials = self._initials(seen)
        found = [
            e for e in candidates
            if is_part(tokens, e, kind) and not self._is_father(tokens, e) and not differ_in(initials, e)
        ]  # fmt: skip
        title = title_gender(self.words, seen)
        if kind == "person" and title:
            found = [e for e in found if e.gender in ("", title)]
            found = [e for e in found if any(plain(n)[-1:] == tokens[-1:] for n in e.names)] or found
        if len(found) < 2:
            return found[0] if found else None
        # "Trump" alone, where Donald and Ivanka Trump are named, is he who holds or seeks an office that day.
        official = [e for e in found if e.titles]
        if len(official) == 1:
            return official[0]
        most = max(found, key=lambda e: (e.names.total(), -e.number))
        near = self._nearest_named(seen, found)
        # "Melania Trump" in an article that is about Donald Trump does not take the "Trump" of the next sentence.
        return near if near is not None and most.names.total() <= 2 * near.names.total() else most

    def _initials(self, seen: Seen) -> str:
        return middle_initials(written(self.words, seen.mention.head)) if seen.mention.kind == "person" else ""

    def _is_father(self, tokens: tuple[str, ...], entity: Entity) -> bool:
        """Whether a whole name without Jr. stands beside somebody who has it, or the surname of who leads a country."""
        if entity.number not in self._juniors or suffix_of(" ".join(tokens)):
            return False
        return len(tokens) > 1 or self.known(tokens[0]) is not None

    def _nearest_named(self, seen: Seen, found: Iterable[Entity]) -> Entity | None:
        """The one of several that was named in full in this sentence or the one before."""
        near = [
            (s.first, e) for e in found for s in e.seen
            if s.first < seen.first and seen.sentence - s.sentence <= 1 and len(self._tokens(s)) > 1
        ]  # fmt: skip
        return max(near, key=lambda pair: pair[0])[1] if near else None

    def _titles(self, seen: Seen, entity: Entity) -> None:
        """What stands before the name: its roles, and what they tell of the gender."""
        gender = title_gender(self.words, seen)
        entity.male += 2 * (gender == "m")
        entity.female += 2 * (gender == "f")
        head = span_words(self.words, seen.mention.head)[0]
        give_titles(self.words, entity, seen.first, head)

    # -- nouns ------------------------------------------------------------------------------------------------------

    def _appositions(self) -> None:
        """Rule 5: "X, the finance minister," and "the finance minister, X,"; "X (FBI)" and "X is the minister"."""
        ordered = sorted(self.seen, key=lambda s: (s.first, s.end))
        for before, after in zip(ordered, ordered[1:], strict=False):
            between = self.words.text[before.end : after.first]
            if before.sentence != after.sentence or before.end > after.first or not apposed(between):
                continue
            if not between and not leads(self.words, before, after):
                continue
            named, other = (before, after) if before in self.whose else (after, before)
            entity = self.whose.get(named)
            if entity and other.mention.form == "noun" and other not in self.whose and fits(self.words, other, entity):
                if not is_subjectless(self.words, before, after, between):
                    continue
                self.whose[other] = entity
                insort(entity.seen, other, key=first_word)
                give_role(self.words, entity, other.end - 1)

    def _noun(self, seen: Seen) -> Entity:
        """Rule 6."""
        head = self.words.text[seen.end - 1].lower()
        phrase = fold(" ".join(self.words.text[seen.first : seen.end])).removeprefix("the ").removeprefix("a ")
        definite = self.words.text[seen.first].lower() in DEFINITE
        plural = is_plural(self.words, seen)
        if definite and not plural:
            holder = self._holder(seen, head, phrase)
            if holder:
                return holder
            entry = noun(head)
            pointing = self.words.text[seen.first].lower() in ("the", "this", "that")
            if pointing and entry and entry.gender and not entry.role and entry.kind == "person":
                person = self._likeliest(seen, entry.gender)
                if person and person.gender == entry.gender:
                    return person
            bare = not any(word[0].isupper() for word in self.words.text[seen.first + 1 : seen.end])
            if head in BODIES and bare and (body := self._body(seen, head)):
                return body
        kinds = ("organisation", "place", "person")
        named = (self._index.get((kind, plain(phrase, kind))) for kind in kinds)
        same = self._phrases.get(phrase) or next(filter(None, named), None)
        counted = phrase[:1].isdigit() or head in QUANTIFIERS
        if same is not None and (definite or plural) and not counted:
            return same
        entry = noun(head)
        entity = self._new(seen, "document" if entry and entry.kind == "document" else seen.mention.kind)
        entity.plural = plural
        entity.nouns.append(phrase)
        self._phrases[phrase] = entity
        if not plural:
            give_role(self.words, entity, seen.end - 1)
            if definite or head not in self._phrases:
                self._phrases.setdefault(head, entity)
        elif seen in self.speakers and " " not in phrase and phrase not in QUANTIFIERS | SEVERAL | {"others"}:
            self._elsewhere(phrase, seen, entity)
        return entity

    def _elsewhere(self, word: str, seen: Seen, entity: Entity) -> None:
        """Who speak as "lawmakers" are the same in other paragraphs, where the mention head saw none."""
        for i in self._places[word]:
            if i != seen.first and i not in self._taken:
                span = self.words.span(i, i)
                found = self._seen(Mention(span, span, seen.mention.kind, "noun"))
                self.whose[found] = entity
                insort(entity.seen, found, key=first_word)

    def _holder(self, seen: Seen, head: str, phrase: str) -> Entity | None:
        """Who has the role that a noun phrase names: by the whole title ("the Republican nominee") anybody in the
        article, by the noun alone ("the minister") the last one mentioned who is called nothing that excludes it."""
        if self.words.text[seen.first - 1 : seen.first] == ("and",) and self.words.text[seen.end : seen.end + 1] == (
            "of",
        ):
            return None  # "Ann Lee and the mayor of Lima" are two
        titled = [e for e in self.entities if phrase in e.titles and fits(self.words, seen, e)]
        if len(titled) == 1:
            return titled[0]
        holders = [e for e in self.recent if head in e.roles and fits(self.words, seen, e)]
        told = set(phrase.split()[:-1])
        if told & TO_COME or (told & LESSER and not titled):
            return None
        if told and len(holders) > 1:
            agreeing = [e for e in holders if told & set(" ".join((*e.nouns, *sorted(e.titles))).split())]
            holders = agreeing or holders
        lands = {people_of(word) for word in told} - {None}
        if lands:  # "The Australian minister" is none of New Zealand's
            holders = [e for e in holders if not (theirs := self._lands(e)) or lands & theirs]
        return next((e for e in holders if e.names), holders[0]) if holders else None

    def _lands(self, entity: Entity) -> set[str]:
        """The countries whose adjective stands in what somebody is called."""
        called = {word for s in entity.seen for word in self.words.text[s.first : s.end]}
        return {land for word in called.union(*map(str.split, entity.titles)) if (land := people_of(word))}

    def _body(self, seen: Seen, head: str) -> Entity | None:
        """The organisation that "the agency" means: one with the word in its name, else the one named just before, of
        those that may be one. "The agency of" something is none of them."""
        if self.words.text[seen.end : seen.end + 1] == ("of",):
            return None
        named = [e for e in self.recent if e.kind == "organisation" and e.names]
        bearing = [e for e in named if head in plain(e.name or "", e.kind)]
        fitting = [e for e in named if self._near(e, seen) and may_be(e, head)]
        if BODIES[head] == PRESS:  # "the paper" is sooner one that is known as such
            fitting.sort(key=lambda e: not known_as(e))
        return next(iter((*bearing, *fitting)), None)

    def _antecedent(self, seen: Seen) -> Entity | None:
        """Rule 8: for "who" the nearest person or people before it in its sentence, for "which" the nearest other."""
        word = self.words.text[seen.first].lower()
        for before in sorted(self._before(seen), key=lambda s: (-s.end, s.first)):
            if seen.first - before.end > _ANTECEDENT or self.words.text[seen.first - 1].lower() in _ANYBODY:
                break
            entity, entry = self.whose[before], noun(self.words.text[before.end - 1])
            kind = entry.kind if entry and before.mention.form == "noun" else entity.kind
            people = (
                kind == "person"
                or entity.plural
                or (before.mention.form == "name" and is_people(self.words.text[before.end - 1]))
            )
            if word == "that" or people == (word in ("who", "whom")):
                return entity
        self._doubt(seen, (), "nobody before it whom its clause could be about")
        return None

    def _before(self, seen: Seen) -> Iterator[Seen]:
        """What is known and ends before a mention in its sentence."""
        at = bisect_left(self.seen, seen.first, key=first_word)
        while at > 0 and self.seen[at - 1].sentence == seen.sentence:
            at -= 1
            if self.seen[at].end <= seen.first and self.seen[at] in self.whose:
                yield self.seen[at]

    # -- pronouns ---------------------------------------------------------------------------------------------------

    def _pronoun(self, seen: Seen) -> Entity | None:
        """Rule 7."""
        word = self.words.text[seen.first].lower()
        if word in _SPEAKER:
            return self._speaker_of(seen)
        if word in HE or word in SHE:
            gender = "m" if word in HE else "f"
            found = self._likeliest(seen, gender)
            if found is None:
                self._doubt(seen, (), "no person before it")
            else:
                if not found.gender:
                    found.male += 0.25 * (gender == "m")
                    found.female += 0.25 * (gender == "f")
            return found
        return self._group(seen, word in _MANY)

    def _speaker_of(self, seen: Seen) -> Entity | None:
        if seen.quoted < 0:
            if self.words.features[seen.first, 1]:
                return None  # in quotation marks that no statement has
            if self.author is None:
                self.author = self._new(seen, "person")
            return self.author
        head = self._speaking_in(self.statements[seen.quoted])
        found = self.whose.get(head) if head else None
        return found if found is None or found.kind != "document" else None

    def _likeliest(self, seen: Seen, gender: str) -> Entity | None:
        persons = self._persons(seen, gender)
        weighed = [(self._weight(e, seen, persons), -e.number, e) for e in persons]
        return max(weighed, key=lambda row: row[:2])[2] if weighed else None

    def _weight(self, entity: Entity, seen: Seen, persons: Sequence[Entity]) -> float:
        nearest = max(self._last(e, seen) for e in persons) == self._last(entity, seen)
        weight = salience(self.words, entity, seen, self.speaking, seen in self.speakers, nearest)
        return weight - _OF_OTHERS * self._speaks_of_another(entity, seen, persons)

    def _speaks_of_another(self, entity: Entity, seen: Seen, persons: Sequence[Entity]) -> bool:
        """Whether the pronoun stands in what the person is reported to say, behind another who is named there: "Lund
        said Brandt knew that he had lost"."""
        number = self.reported[seen.first]
        head = self._speaking_in(self.statements[number]) if number >= 0 and seen not in self.saying else None
        if head is None or self.whose.get(head) is not entity:
            return False
        return any(self.reported[self._last(e, seen)] == number for e in persons if e is not entity)

    def _last(self, entity: Entity, seen: Seen) -> int:
        """The first word of the entity's last mention before this one."""
        return entity.seen[bisect_left(entity.seen, seen.first, key=first_word) - 1].first

    def _persons(self, seen: Seen, gender: str) -> list[Entity]:
        """Those whom a pronoun of the gender may mean."""
        barred = self._others(seen)
        return [
            e for e in self.recent
            if e.kind == "person" and not e.plural and e.gender in ("", gender) and e.number not in barred
            and e.seen and e.seen[0].first < seen.first
        ]  # fmt: skip

    def _others(self, seen: Seen) -> set[int]:
        """The numbers of those whom a pronoun can't mean: who speaks it; who does something to it ("he met him"); and
        of who speaks, whom his own words name."""
        word = self.words.text[seen.first].lower()
        doers = () if word.endswith("self") or word in ("he", "she") else self._doers.get(seen, ())
        near = [*self._named_by.get(seen, ()), *doers]
        found = [self._speaker_of(seen) if seen.quoted >= 0 else self.author, *map(self.whose.get, near)]
        return {entity.number for entity in found if entity}

    def _group(self, seen: Seen, many: bool) -> Entity | None:
        """Whom "they" and "it" mean where they speak or are spoken to: the nearest group, or body."""
        if seen not in self.asked:
            return None
        fitting = [e for e in self.recent if self._may_be_group(e, many) and self._near(e, seen)]
        if self.speaking in fitting and not (many and not self.speaking.plural):
            fitting.insert(0, self.speaking)
        subject = next((e for e in fitting if self._is_subject_before(e, seen)), None)
        if not fitting:
            self._doubt(seen, (), "nothing near it that could speak")
        return subject or (fitting[0] if fitting else None)

    def _may_be_group(self, entity: Entity, many: bool) -> bool:
        """Whether "they", or "it", may be said of somebody."""
        if many:
            return entity.plural or entity.kind == "organisation"
        return entity.kind in ("organisation", "document") and not entity.plural

    def _is_subject_before(self, entity: Entity, seen: Seen) -> bool:
        """Whether it may be the subject of this sentence, before the pronoun."""
        at = bisect_left(entity.seen, seen.first, key=first_word)
        return at > 0 and entity.seen[at - 1].sentence == seen.sentence and entity.seen[at - 1].subject

    def _near(self, entity: Entity, seen: Seen) -> bool:
        """Whether it was mentioned in the three sentences before."""
        before = bisect_left(entity.seen, seen.first, key=first_word)
        return before > 0 and seen.sentence - entity.seen[before - 1].sentence <= 3

    def _doubt(self, seen: Seen, candidates: tuple[str, ...], why: str) -> None:
        said = self.words.text[seen.first]
        if seen in self.asked or said.lower() in HE | SHE:
            self.doubts.append(Doubt(seen.mention.span, f"who is {said!r}?", candidates, why))
