"""Who holds what of a question, since when, with the words that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from onrecord.errors import UsageError
from onrecord.facts import fold
from onrecord.ledger import Judgement, Ledger
from onrecord.questions._evidence import Found, evidence_in, with_rivals
from onrecord.questions._file import Member, Question, members
from onrecord.questions._frames import Theme, is_named, themes
from onrecord.questions._inferred import Network
from onrecord.questions._sides import Party, Side, government, names_alike, party_of, unified
from onrecord.questions._table import Piece, Position, Positions, Window, position_of
from onrecord.records import Reading, Span


def positions(
    ledger: Ledger,
    question: Question,
    *,
    window: Window = "day",
    network: Network | None = None,
) -> Positions:
    """Who holds what of the question: by actor, then by proposition. A report counts once, however many articles are
    copies of it, as far as `onrecord wires` has told. With `network` (`shipped`) what it infers is added.

    Raises: UsageError if a name of the question may be two actors of the ledger; LedgerError.
    """
    return located(ledger.readings(), question, judgements=ledger.judgements(question.question), window=window,
                   groups=reports_of(ledger), network=network)  # fmt: skip


def reports_of(ledger: Ledger) -> Callable[[str], str]:
    """An article's id → that of the report it is a copy of; its own, if it is none that is known."""
    reports = {article: wire.report for article, wire in ledger.wires().items()}
    return lambda article: reports.get(article, article)


def located(
    readings: Iterable[Reading],
    question: Question,
    *,
    judgements: Sequence[Judgement] = (),
    window: Window = "day",
    groups: Callable[[str], str] = lambda article: article,
    network: Network | None = None,
) -> Positions:
    """As `positions`, of readings from anywhere; `groups` maps an article's id to the report it is a copy of. `network`
    loads what is asked where the rules say nothing (`shipped`); without one, that is not known."""
    looked = themes(question)
    named: dict[str, set[str]] = defaultdict(set)
    found: list[Found] = []
    for reading in readings:
        _name(reading, looked, named)
        found += evidence_in(reading, question, looked, groups, network)
    _check_names(named)
    # Once before, too: who judges what is shown of a report has judged its copies.
    found = _once(_judged(_once(found), judgements, question, groups))
    table = unified(f.side for f in found)
    cells: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for one in found:
        if _is_in_time(one.piece, question):
            cells[table[one.side.key].key, one.proposition].append(one.piece)
    present = {key: table[key].party for key, _ in cells}
    heard = [position_of(present[key], name, pieces, window) for (key, name), pieces in cells.items()]
    silent = _silent(question, {table[k].key: table[k] for k, _ in cells}, {p.proposition for p in heard}, cells)
    order = list(question.propositions)
    everybody = [*heard, *silent]
    return Positions(sorted(everybody, key=lambda p: (fold(p.actor.name), p.actor.kind, order.index(p.proposition))))


# -- names and judgements ----------------------------------------------------------------------------------------------


def _name(reading: Reading, looked: Sequence[Theme], named: dict[str, set[str]]) -> None:
    # "The Trump campaign" is nobody's surname alone.
    bodies = {k.who for t in looked for k in t.keys if k.phrase and k.phrase.body}
    for wanted in {k.who for t in looked for k in t.keys if k.who and " " not in k.who} - bodies:
        for actor in reading.actors:
            if actor.kind == "person" and _is_full_name(actor.name) and is_named(actor.name, wanted):
                named[wanted].add(actor.name)


_PARTICLES = frozenset("de da do del della der den di du la le van von bin ibn al el dos das e y".split())


def _is_full_name(name: str) -> bool:
    """Whether it has the form of a person's whole name: "Nicolás Maduro", not "Campaign to Expel Maduro"."""
    words = name.split()
    return len(words) > 1 and all(w[0].isupper() or w in _PARTICLES for w in words)


def _check_names(named: Mapping[str, set[str]]) -> None:
    for wanted, names in named.items():
        if len({fold(n) for n in names}) > 1:
            raise UsageError(
                f"{wanted!r} may be {' or '.join(sorted(names))}; write the whole name in the question file"
            )


def _judged(
    found: Sequence[Found], judgements: Sequence[Judgement], question: Question, groups: Callable[[str], str]
) -> list[Found]:
    """The evidence with what people have decided in the place of what the machine found on the same words. What they
    decided of a proposition that the question no longer has is left alone."""
    judgements = [j for j in judgements if j.proposition in question.propositions]
    table = unified(f.side for f in found)
    kept = [f for f in found if not any(_is_of(j, f, table[f.side.key].key, question) for j in judgements)]
    for one in judgements:
        if one.position != "none":
            party = Party(one.actor, one.kind, one.country, one.sectors)
            span = Span(one.start, one.end)
            piece = Piece("judgement", one.id, one.article, (span,), one.text, one.day, one.position, one.by,
                          groups(one.article), 1.0)  # fmt: skip
            kept += with_rivals(question, Found(Side(one.key, party, one.by), one.proposition, piece))
    return kept


def _is_of(judgement: Judgement, found: Found, key: str, question: Question) -> bool:
    """Whether it decides on this evidence; `key` is the row of the table, for a page may have a shorter name. What
    follows for a rival proposition stands and falls with what it follows from."""
    span, about = found.piece.spans[0], judgement.proposition
    return (
        judgement.article == found.piece.article
        and (about == found.proposition or (found.piece.derived and about in question.rivals(found.proposition)))
        and judgement.key == key
        and judgement.start < span.end
        and span.start < judgement.end
    )


def _once(found: Iterable[Found]) -> list[Found]:
    """A report counts once: of wire copies, the pieces of the first article; and each piece once."""
    ordered = sorted(found, key=lambda f: (f.piece.when or "", f.piece.article, f.piece.spans, f.piece.derived))
    first: dict[tuple[str, str, str, str], str] = {}
    seen: set[tuple[str, str, str, str]] = set()
    out = []
    for one in ordered:
        piece = one.piece
        told = (piece.report, one.side.key, one.proposition, piece.position)
        if first.setdefault(told, piece.article) != piece.article:
            continue
        key = (piece.id, one.side.key, one.proposition, piece.position)
        if key not in seen:
            seen.add(key)
            out.append(one)
    return out


def _is_in_time(piece: Piece, question: Question) -> bool:
    """Undated evidence stays: it may be of the time."""
    day = piece.when
    return day is None or (
        (question.since is None or day >= question.since) and (question.until is None or day <= question.until)
    )


def _silent(
    question: Question,
    present: Mapping[str, Side],
    spoken_of: set[str],
    cells: Mapping[tuple[str, str], Sequence[Piece]],
) -> Iterator[Position]:
    """The members of the roster of whom nothing is known; none of a proposition that nobody speaks of."""
    for member in members(question):
        side = _member(member, question, present)
        for proposition in question.propositions:
            if proposition in spoken_of and (side.key, proposition) not in cells:
                yield Position(side.party, proposition, "silent", None, None, (), False, (), 0.0)


def _member(member: Member, question: Question, present: Mapping[str, Side]) -> Side:
    if member.code:
        return government(member.code, member.name)
    alike = {s.key: s for s in names_alike(member.name, present.values())}
    if len(alike) > 1:
        names = " or ".join(sorted(s.party.name for s in alike.values()))
        raise UsageError(f"roster: {member.name!r} may be {names}; write the whole name in the question file")
    found = party_of(member.name, question.since)
    return next(iter(alike.values()), None) or present.get(found.key, found)
