"""Who is for a measure and who is against it, in one sentence: "backed the plan", "voted to block it", "a bad idea".

Read outward from where the measure is named: whose it is, what governs it on the left (a verb, a noun, an infinitive
under another), what stands behind it; who is the subject there, else who says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.commitment import levels
from onrecord.cues import lemmas
from onrecord.embedding import Predicate, agent, clause_of, purposeful
from onrecord.lexicon import CONTEXTS, NEGATIONS
from onrecord.questions._frames import Theme
from onrecord.questions._measures import (
    FRAME,
    Measure,
    deed_at,
    entry_at,
    entry_before,
    is_listed,
    times,
    turned,
)
from onrecord.questions._naming import DETERMINERS, JOINING, Place
from onrecord.questions._phrases import STOP, is_past
from onrecord.questions._told import Told
from onrecord.questions._view import AUX, BE, HARD, Match, Sentence
from onrecord.records import Reading, Span

_WHY = frozenset("over for on about with in".split())
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today tonight yesterday on".split())
_ADVERBS = frozenset("again together publicly".split())
_ADJECTIVES = frozenset("prepared determined committed inclined".split())
_CLAUSES = frozenset((",", "and", "but", "that", "who", "which"))
_DEEP = 4  # "supported a resolution to end efforts to block it"
_NEAR = 9  # words from a verb to what its object has to do with the measure
_RECENT = 400  # code points, about two sentences
_OFTEN = 3  # so many sentences name what an article is about


class Advocacy(Told):
    """Looks for who is for and against a theme's measure."""

    def held(self) -> Iterator[Match]:
        """Each who holds it or the contrary, with the words that say so."""
        stands = list(self._stands())
        found = [m for first, end, sign in stands for m in self._of(self._place(first, end), sign, 0)]
        found += self._done()
        yield from found
        places = [(first, end) for first, end, sign in stands if sign == "+"]
        yield from self._told([*places, *self._own_deeds()], found)

    def _stands(self) -> Iterator[tuple[int, int, str]]:
        """Where the measure stands ("+"), and what it would end or is brought in against it ("-")."""
        seen: list[tuple[int, int]] = []
        for first, end in (*self._named(), *self._meant()):
            if not any(a < end and first < b for a, b in seen):
                seen.append((first, end))
                yield first, end, "+"
        for first, end in (*self._ended(), *(self._countered() if self._spoken or self._known else ())):
            if not any(a < end and first < b for a, b in seen):
                yield first, end, "-"

    def _of(self, place: Place, sign: str, depth: int) -> Iterator[Match]:
        """Who holds a measure (`sign` "+") or one against it ("-"), that stands at a place."""
        if place.owner is not None and self._may_own(place.owner) and self._is_made(place):
            yield self._match(place.first, place.end, sign, place.owner)
        yield from self._governed(place, sign, depth)
        yield from self._behind(place, sign)

    def _may_own(self, owner: tuple[int, int]) -> bool:
        """Whether whose it is called is for it: "Ada Smith's plan", not "America's", nor who is to do it."""
        actor = next((self._cast.get(c or "") for a, b, c in self._marked if (a, b) == owner), None)
        other = not (self._measure.whom and self._mine_at(*owner))
        return (
            other
            and not self._measure.own
            and not self._measure.against
            and actor is not None
            and actor.kind in ("person", "organisation", "group")
        )

    def _is_made(self, place: Place) -> bool:
        """Whether a measure is one that its owner takes: "Smith's plan", not "Smith's nomination"."""
        return place.end - place.first > 1 or not is_listed("undergone", self._texts[place.first])

    # -- what governs it ---------------------------------------------------------------------------------------------

    def _governed(self, place: Place, sign: str, depth: int) -> Iterator[Match]:
        edge = place.edge
        noun, verb = entry_before("noun", self._texts, edge), entry_before("verb", self._texts, edge)
        if noun is not None and (verb is None or self._is_nominal(noun[0])):
            yield from self._by_noun(noun[0], place.end, times(sign, noun[1].sign), depth)
        elif verb is not None:
            if not self._is_nominal(verb[0]):
                said = self._kept(verb[0], place.end) or verb[1].sign
                yield from self._by_verb(verb[0], edge, place.end, times(sign, said), depth)
        elif edge and deed_at(self._measure, self._texts, edge - 1) == edge:
            yield from self._by_verb(edge - 1, edge, place.end, "+" if self._measure.against else sign, depth)
        elif edge and self._texts[edge - 1] == "no" and "there" in self._texts[max(0, edge - 5) : edge]:
            yield from self._by_speaker(edge - 1, place.end, turned(sign))  # "there will be no tax"
        elif edge and is_listed("calling", self._texts[edge - 1]):
            yield from self._called(edge - 1, place, sign)
        elif edge > 1:
            yield from self._joined(edge - 1, place.end, sign, depth)

    def _kept(self, verb: int, end: int) -> str:
        """What is wished to be done with it: "wants the plan | scrapped"; "" if nothing is."""
        done = entry_at("verb", self._texts, end) if end < len(self._texts) else None
        wished = done is not None and is_listed("keep", self._texts[verb]) and is_past(self._texts[end])
        return done.sign if done is not None and wished else ""

    def _joined(self, joint: int, end: int, sign: str, depth: int) -> Iterator[Match]:
        """What a measure is joined to by the preposition or conjunction before it."""
        word, against = self._texts[joint], self._texts[max(0, joint - 6) : joint]
        if word in ("of", "to") and entry_at("group", self._texts, joint - 1) is not None:
            yield from self._by_group(joint - 1, end, sign)
        elif word in _WHY | {"against"}:
            yield from self._why(joint, end, sign, depth)
        elif word in ("or", "and") and "against" in against:  # "warned against a strike or a walkout"
            yield from self._why(joint - 1 - against[::-1].index("against"), end, sign, depth)

    def _why(self, joint: int, end: int, sign: str, depth: int) -> Iterator[Match]:
        """Who does something over a measure: "sued the minister over the plan", "warned her against it"."""
        kind = "against" if self._texts[joint] == "against" else "over"
        for at in range(joint - 1, max(-1, joint - _NEAR), -1):
            if self._texts[at] in HARD | _CLAUSES:
                return
            entry = entry_at(kind, self._texts, at)
            if entry is not None and not self._words[at].capital and not self._is_nominal(at):
                yield from self._by_verb(at, at + 1, end, times(sign, entry.sign), depth + 1)
                return

    def _by_verb(self, first: int, stop: int, end: int, sign: str, depth: int) -> Iterator[Match]:
        """The verb of the words [first, stop) takes what ends before word `end`."""
        if depth > _DEEP:
            return
        group = self._back(first, NEGATIONS)
        clause = clause_of(self._words, first, stop)
        if group and self._texts[group - 1] == "to" and clause.context not in "mx":
            no = NEGATIONS & set(self._texts[group:first])
            yield from self._infinitive(group - 1, end, turned(sign) if no else sign, depth)
        elif (wish := self._wish(first, group)) is not None:
            yield from self._by_verb(wish, wish + 1, end, sign, depth + 1)
        elif (signing := self._signing(first, group)) is not None:
            yield from self._finite(clause_of(self._words, signing, signing + 1), first, end, sign)
        elif self._is_gerund(first, group):
            yield from self._of(Place(group, first, end, None), sign, depth + 1)
        elif (doer := self._doer_of_gerund(first, group)) is not None:
            over = list(self._governed(Place(doer[0], first, end, None), sign, depth + 1))
            yield from over or [self._match(first, end, sign, doer)]
        else:
            yield from self._finite(clause, first, end, sign, depth)

    def _wish(self, first: int, group: int) -> int | None:
        """The verb over a bare form: "demanded | that she | resign"."""
        bare = self._texts[first] in lemmas(self._texts[first]) and not is_past(self._texts[first])
        if not bare or NEGATIONS & set(self._texts[group:first]):
            return None
        that = next((i for i in range(first - 1, max(0, first - _NEAR), -1) if self._texts[i] == "that"), None)
        if that is None:  # "demanded | Smith | resign"
            that = next((a for a, b, _ in self._marked if b == group), None)
            while that and (self._words[that - 1].capital or self._texts[that - 1] == "."):
                that -= 1
        return that - 1 if that and is_listed("wish", self._texts[that - 1]) else None

    def _signing(self, first: int, group: int) -> int | None:
        """The verb over a paper that says it: "signed | a letter | urging"."""
        before = [i for i in range(max(0, group - 5), group) if is_listed("paper", self._texts[i])]
        if not self._texts[first].endswith("ing") or not before:
            return None
        return next((i for i in range(before[-1] - 1, max(-1, before[-1] - 6), -1)
                     if is_listed("file", self._texts[i]) and not self._is_nominal(i)), None)  # fmt: skip

    def _is_gerund(self, first: int, group: int) -> bool:
        word, before = self._texts[first], self._texts[group - 1] if group else ""
        if not word.endswith("ing") or before in BE or (before == "," and group > 1):
            return False
        return not group or before in JOINING or not self._is_named_at(group - 1)

    def _doer_of_gerund(self, first: int, group: int) -> tuple[int, int] | None:
        """Who stands before a participle or gerund as its subject: "opposed | Smith | declaring"."""
        if not self._texts[first].endswith("ing") or self._texts[group - 1 : group] == [","]:
            return None
        return next(((a, b) for a, b, _ in self._marked if b == group and not self._is_being(group, first)), None)

    def _finite(self, clause: Predicate, first: int, end: int, sign: str, depth: int = _DEEP) -> Iterator[Match]:
        """Who is said to do it; who says that it must be done; who is for the bill that would do it."""
        said = _in_context(sign, clause.context)
        weak = clause.context == "-" and is_listed("weak", self._texts[first])
        if not said or weak or self._texts[:1] == ["should"] or self._is_unsure(first):
            return
        due, subject = clause.context in "mx", clause.subject
        if due and "whether" in self._texts[max(0, first - 8) : first]:
            return
        if subject is not None and depth < _DEEP and not due and (bearer := self._bearer(first, subject)) is not None:
            yield from self._of(self._place(bearer, end), said, depth + 1)
        elif due or (subject is not None and _is_speaker(subject.of(self._text))):
            yield from self._by_speaker(first, end, said)
        elif subject is not None and not self._is_run_on(subject) and self._is_held(subject, end):
            yield Match(self._theme.name, self._span(first, end), said, by=subject, frame=FRAME)
            yield from (self._match(first, end, said, one) for one in self._members(end))

    def _is_unsure(self, first: int) -> bool:
        """Whether a verb is only possible: "may support", "could revoke"; who "could never support" it does not."""
        group = set(self._texts[self._back(first, AUX | NEGATIONS) : first])
        return bool(group & {"may", "might"}) or bool(group & {"can", "could"} and not group & NEGATIONS)

    def _bearer(self, first: int, subject: Span) -> int | None:
        """The noun that does it, if it is one that does a thing for others: "a resolution | that would"."""
        group = self._back(first, AUX | NEGATIONS)
        at = group - 2 if self._texts[group - 1 : group] in (["that"], ["which"]) else group - 1
        ends = self._words[at].end == subject.end and self._texts[at - 1 : at] != ["'s"]
        return at if at > 0 and ends and entry_at("bearer", self._texts, at) is not None else None

    def _is_held(self, subject: Span, end: int) -> bool:
        """Whether whoever tells of it holds it: not "denied that he | opposed it", "asked whether she backs it"."""
        span = Span(subject.start, self._words[min(end, len(self._words)) - 1].end)
        over = next((link for link in reversed(levels(self._reading, span)) if link.row.source), None)
        return over is None or over.row.source[CONTEXTS.index(over.context)] == "a"

    def _is_run_on(self, subject: Span) -> bool:
        """Whether what was read as a subject has a verb of its own, so that nobody can say whose the next one is."""
        inside = {w.text for w in self._words if subject.start <= w.start < subject.end}
        return bool(inside & (AUX - {"'s"}))

    def _members(self, end: int) -> Iterator[tuple[int, int]]:
        """Those named behind: "most have endorsed it, including Ada Smith", "proposed it along with her"."""
        at = end + (self._texts[end : end + 1] == [","])
        together = self._texts[at : at + 2] in (["along", "with"], ["together", "with"])
        if not together and self._texts[at : at + 1] != ["including"]:
            return
        stops = ("—", "–", "who", "that", "which", "while", "but")
        stop = next((i for i in range(at + 1, len(self._texts)) if self._texts[i] in stops), len(self._texts))
        for first, last, actor in self._marked:
            one = self._cast.get(actor or "")
            if at < first and last <= stop and self._is_upper(first) and one is not None and one.kind == "person":
                yield first, last

    # -- infinitives -------------------------------------------------------------------------------------------------

    def _infinitive(self, to: int, end: int, sign: str, depth: int) -> Iterator[Match]:
        """What stands over an infinitive: "vowed to", "urged them to", "a resolution to"."""
        stop = self._before_asides(to)
        over = entry_before("under", self._texts, stop)
        power = is_listed("power", self._texts[to - 1])
        bearer = None if power else entry_before("bearer", self._texts, to)
        if bearer is not None and (over is None or self._is_nominal(bearer[0])):
            yield from self._of(self._place(bearer[0], end), times(sign, bearer[1].sign), depth + 1)
        elif over is not None:
            if over[1].sign != "?":  # who considers it holds nothing
                yield from self._over(over[0], stop, end, times(sign, over[1].sign), depth)
        elif (due := self._power(to) if power else self._due(to)) is not None:
            yield from self._by_speaker(due[0], end, times(sign, due[1]))
        elif (wanted := self._wanted(to)) is not None:
            yield Match(self._theme.name, self._span(wanted[0], end), sign, by=wanted[1], frame=FRAME)
        elif (asking := self._asking(to)) is not None:
            yield from self._by_verb(asking, asking + 1, end, sign, _DEEP)
        elif (doer := purposeful(self._words, to + 1)) is not None:
            yield Match(self._theme.name, self._span(to, end), sign, by=doer, frame=FRAME)

    def _before_asides(self, to: int) -> int:
        """The word before an infinitive, but for days, votes and adverbs: "voted | 143 to 98 on Tuesday to"."""
        stop = to
        while stop > 1:
            word, before = self._texts[stop - 1], self._texts[stop - 2]
            counted = word == "to" and before[0].isdigit()
            if not (counted or word in _DAYS | _ADVERBS or not word.isalpha()):
                return stop
            stop -= 1
        return stop

    def _over(self, first: int, to: int, end: int, sign: str, depth: int) -> Iterator[Match]:
        """A verb or adjective right over an infinitive; what somebody is asked or expected to do is not his."""
        passive = self._is_being(self._back(first, AUX), first) and is_past(self._texts[first])
        if not passive or self._texts[first] in _ADJECTIVES:
            yield from self._by_verb(first, to, end, sign, depth + 1)

    def _due(self, to: int) -> tuple[int, str] | None:
        """Where it is said to be due, and the sign: "it is time for the president to", "it would be a mistake to"."""
        stop = to
        for at in range(to - 1, max(-1, to - 7), -1):
            if self._texts[at] == "for":
                stop = at
                break
            if self._texts[at] in HARD | _CLAUSES:
                break
        worth = entry_before("worth", self._texts, stop)
        if worth is not None:
            return worth[0], worth[1].sign
        return (stop - 1, "+") if self._texts[stop - 1 : stop] == ["time"] else None

    def _power(self, to: int) -> tuple[int, str] | None:
        """Where a right is said to be had, and the sign: "has the right to", "has no grounds to"."""
        for at in range(to - 2, max(-1, to - 7), -1):
            if self._texts[at] in ("has", "have", "had", "is", "was"):
                return at, "-" if NEGATIONS & set(self._texts[max(0, at - 2) : to]) else "+"
        return None

    def _wanted(self, to: int) -> tuple[int, Span] | None:
        """Where a wish stands, and whose it is: "calls | from Ada Smith | to"."""
        for at in range(to - 1, max(0, to - 12), -1):
            if self._texts[at] in HARD:
                return None
            if self._texts[at] in ("from", "by") and entry_before("bearer", self._texts, at) is not None:
                stop = next((i for i in range(at + 1, to) if self._texts[i] == "for"), to)
                whose = agent(self._words[:stop], at)
                return None if whose is None else (at - 1, whose)
        return None

    def _asking(self, to: int) -> int | None:
        """The verb whose object is to do what the infinitive says."""
        for at in range(to - 1, max(-1, to - _NEAR - 1), -1):
            if self._texts[at] in HARD or self._texts[at] == ",":
                return None
            if is_listed("ask", self._texts[at]) and not self._is_nominal(at):
                return at
        return None

    # -- nouns -------------------------------------------------------------------------------------------------------

    def _called(self, at: int, place: Place, sign: str) -> Iterator[Match]:
        """Who calls it something: "called the plan a bad idea"."""
        worth = self._worth_from(place.end)
        if worth is not None:
            yield from self._finite(clause_of(self._words, at, at + 1), at, worth[1], times(sign, worth[2]))

    def _by_noun(self, first: int, end: int, sign: str, depth: int) -> Iterator[Match]:
        """Whose support or opposition it is: "his support for", "voiced opposition to", "calls for it from Smith"."""
        place = self._place(first, end)
        if place.owner is not None:
            over = entry_before("verb", self._texts, place.edge)
            said = turned(sign) if over is not None and over[1].sign == "-" else sign  # "withdrew his support for"
            yield self._match(first, end, said, place.owner)
            return
        if (whose := self._agent(end)) is not None:
            yield Match(self._theme.name, self._span(first, end), sign, by=whose, frame=FRAME)
        elif self._is_denied(place.edge):
            yield from self._by_speaker(place.edge, end, turned(sign))
        yield from self._voiced(place, sign, depth)

    def _voiced(self, place: Place, sign: str, depth: int) -> Iterator[Match]:
        """The verb that a noun for support or opposition stands under: "voiced", "voted in", "rejected"."""
        joined = self._texts[place.edge - 1 : place.edge] == ["in"]
        verb = self._stood(place.edge - 1) if joined else place.edge - 1
        if verb < 0:
            return
        voiced = is_listed("voice", self._texts[verb]) or (joined and not self._is_other(verb))
        over = entry_before("verb", self._texts, place.edge)
        if voiced and self._texts[verb] not in STOP - BE:
            yield from self._by_verb(verb, verb + 1, place.end, sign, _DEEP)
        elif over is not None and depth < _DEEP:
            yield from self._by_verb(over[0], place.edge, place.end, times(sign, over[1].sign), depth + 1)

    def _stood(self, at: int) -> int:
        """The verb before "in favor of", "in support of": "voted | at the conference in favor of"."""
        tried = range(at - 1, max(-1, at - _NEAR), -1)
        return next((i for i in tried if is_listed("stand", self._texts[i]) and not self._is_nominal(i)), at - 1)

    def _agent(self, end: int) -> Span | None:
        """Who is named right behind a noun and what it is about: "calls for it | from Ada Smith"."""
        behind = self._texts[end : end + 1] in (["from"], ["by"], ["among"])
        return agent(self._words, end) if behind else None

    def _is_denied(self, edge: int) -> bool:
        """Whether it is said not to be there: "there is no appetite for"."""
        before = self._texts[max(0, edge - 4) : edge + 1]
        return "there" in before and bool(NEGATIONS & set(before))

    def _by_group(self, at: int, end: int, sign: str) -> Iterator[Match]:
        """Who is called one of its friends or foes: "Ada Smith, a critic of the plan", "opponents of it said"."""
        group = entry_at("group", self._texts, at)
        if group is None:
            return
        said = times(sign, group.sign)
        for i in range(at - 1, max(0, at - _NEAR), -1):
            named = next(((a, b) for a, b, _ in self._marked if b == i and self._is_upper(a)), None)
            if named is not None and self._texts[i] in BE | {",", "who"}:
                yield self._match(at, end, said, named)
                return
            if self._texts[i] in HARD or self._texts[i] in STOP - DETERMINERS - {"and", "one", "of", "is", "was"}:
                break
        if self._texts[at].endswith("s"):
            yield self._match(at, end, said, (at, end))

    # -- the deed itself ---------------------------------------------------------------------------------------------

    def _done(self) -> Iterator[Match]:
        """Who does it, or wants it done to somebody: "voted to impeach him"."""
        for at, end in self._deeds():
            group = self._back(at, AUX | NEGATIONS)
            if is_past(self._texts[at]) and self._is_being(group, at):
                yield from self._undergone(group, at)
            elif self._is_theirs(self._whose_verb(at, end)):
                stop = next((b for a, b, _ in self._marked if end <= a <= end + 2), end)
                yield from self._by_verb(at, end, stop, "+", 0)


def _is_speaker(subject: str) -> bool:
    """Whether a subject is whoever speaks ("we"), or none: "time for the president to stop and declare"."""
    return subject.lower() in ("i", "we") or subject.lower().startswith("for ")


def _in_context(sign: str, context: str) -> str:
    """The sign of a verb in the context of its clause; "" if it says nothing then: who did not oppose is not for it."""
    if context == "-":
        return "-" if sign == "+" else ""
    if context == "x":
        return turned(sign)
    return "" if context == "?" else sign


def advocacy(reading: Reading, sentences: Sequence[Sentence], theme: Theme, measure: Measure) -> Iterator[Match]:
    """Who is for and against a measure in an article."""
    against = theme.keys[0].sign == "-"  # "the wall must not be built"
    for look in _looks(reading, sentences, theme, measure):
        for match in look.held():
            yield match._replace(sign=turned(match.sign)) if against else match


def named_in(reading: Reading, sentences: Sequence[Sentence], theme: Theme, measure: Measure) -> Iterator[Span]:
    """Where an article speaks of a measure, whoever holds what of it."""
    for look in _looks(reading, sentences, theme, measure):
        yield from look.spoken_of()


def _looks(reading: Reading, sentences: Sequence[Sentence], theme: Theme, measure: Measure) -> Iterator[Advocacy]:
    """The sentences in order, each with what was told before it."""
    looks = [Advocacy(reading, s, theme, measure) for s in sentences]
    named, whose = [look.names_it() for look in looks], [look.whose() for look in looks]
    last = None
    # "Calls to resign" are for the one that was spoken of last, before that for the one that will be spoken of first.
    theirs = "mine" in next((found for found in whose if found - {"open"}), ())
    for look, names, found in zip(looks, named, whose, strict=True):
        theirs = "mine" in found or (theirs and "other" not in found)
        spoken = last is not None and look.start - last < _RECENT
        look.known_by(known=sum(named) >= _OFTEN and last is not None, spoken=spoken, theirs=theirs)
        yield look
        last = look.end if names else last
