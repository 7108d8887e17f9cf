"""Who did what to whom, in the field's sentences."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from onrecord.encoder import (
    EVENT_LABELS,
    MODEL_DIR,
    MODES,
    STATUSES,
    TYPES,
    VERDICTS,
    Telling,
    Trigger,
    WordPieces,
    read_words,
)
from onrecord.events import Draft, drafted, recorded, told_once
from onrecord.events._decoded import within_rules
from onrecord.events._recorded import claimant, committed
from onrecord.records import (
    Article,
    Content,
    Cue,
    Event,
    Mention,
    Reference,
    Span,
    Statement,
    When,
    Where,
    article_id,
)

PIECES = WordPieces(MODEL_DIR / "tokenizer.json")
N = len(EVENT_LABELS)
TELLING = Telling(np.zeros((N, N), np.float32), np.zeros(N, np.float32), 0.5, 1.0, 0.0)


def words_of(text):
    return read_words(text, PIECES)


def run(words, phrase):
    wanted = phrase.split()
    for i in range(len(words.text) - len(wanted) + 1):
        if list(words.text[i : i + len(wanted)]) == wanted:
            return (i, i + len(wanted) - 1)
    raise AssertionError(f"{phrase!r} is not in {words.text}")


def trigger(words, type_, roles, status="happened", mode=None, sure=5.0, mutual=False):
    """A candidate as the encoder would leave it, that labels the phrases of `roles` and nothing else."""
    scores = np.zeros((len(words.text), N), np.float32)
    scores[:, 0] = 5.0
    for role, phrases in roles.items():
        for phrase in phrases if isinstance(phrases, list) else [phrases]:
            first, last = run(words, phrase)
            scores[first, EVENT_LABELS.index(f"B-{role}")] = 10.0
            scores[first + 1 : last + 1, EVENT_LABELS.index(f"I-{role}")] = 10.0
    verdicts = np.full(len(VERDICTS), -5.0, np.float32)
    types = np.full(len(TYPES), -5.0, np.float32)
    verdicts[0], verdicts[1] = sure, 5.0 if mutual else -5.0
    verdicts[2 + TYPES.index(type_)] = types[TYPES.index(type_)] = sure
    verdicts[2 + len(TYPES) + STATUSES.index(status)] = 5.0
    if mode:
        verdicts[2 + len(TYPES) + len(STATUSES) + MODES.index((type_, mode))] = 5.0
    return Trigger(run(words, roles["trigger"])[0], types, verdicts, 0, scores)


def texts(words, runs):
    return [" ".join(words.text[a : b + 1]) for a, b in runs]


# -- decoding ----------------------------------------------------------------------------------------------------------


def test_a_trigger_becomes_an_event_with_its_parties():
    words = words_of("Police in Quito arrested two bus drivers on Monday.")
    [found] = drafted(
        words,
        [trigger(words, "COERCE", {"trigger": "arrested", "actor": "Police in Quito", "recipient": "two bus drivers",
                                   "when": "Monday"}, mode="arrest")],
        TELLING,
    )  # fmt: skip
    assert (found.type, found.modes, found.status) == ("COERCE", ("arrest",), "happened")
    assert texts(words, found.actors) == ["Police in Quito"]
    assert texts(words, found.recipients) == ["two bus drivers"]
    assert texts(words, found.when) == ["Monday"]


def test_a_candidate_under_the_threshold_is_no_event():
    words = words_of("The storm attacked the coast.")
    assert drafted(words, [trigger(words, "ASSAULT", {"trigger": "attacked"}, sure=-1.0)], TELLING) == []


def test_who_meet_are_both_actors_and_recipients():
    words = words_of("Peru and Chile held talks.")
    roles = {"trigger": "held talks", "actor": ["Peru", "Chile"]}
    [found] = drafted(words, [trigger(words, "CONSULT", roles, mutual=True)], TELLING)
    assert found.actors == found.recipients == ((0, 0), (2, 2))


def test_of_two_candidates_for_one_trigger_the_likelier_stays():
    words = words_of("The guards opened fire on the crowd.")
    strong = trigger(words, "ASSAULT", {"trigger": "opened fire"}, sure=5.0)
    weak = trigger(words, "ASSAULT", {"trigger": "fire"}, sure=2.0)
    assert texts(words, [r for d in drafted(words, [strong, weak], TELLING) for r in d.trigger]) == ["opened fire"]


def test_a_mode_of_another_type_is_not_taken():
    words = words_of("The council condemned the raid.")
    found = trigger(words, "ACCUSE", {"trigger": "condemned"})
    found.verdicts[2 + len(TYPES) + len(STATUSES) + MODES.index(("COERCE", "arrest"))] = 9.0
    assert drafted(words, [found], TELLING)[0].modes == ()


def draft(words, type_, trigger_, actor, status="happened"):
    at = run(words, trigger_)
    return Draft(at[0], type_, (), (), status, (at,), (run(words, actor),), (), (), (), 0.9)


def test_the_demands_of_a_protest_are_no_second_event():
    words = words_of("Farmers marched to the capital and demanded lower taxes.")
    marched, demanded = draft(words, "PROTEST", "marched", "Farmers"), draft(words, "REQUEST", "demanded", "Farmers")
    assert within_rules(words, [marched, demanded]) == [marched]


def test_a_demand_made_elsewhere_is_an_event():
    words = words_of("Farmers marched to the capital. Farmers demanded lower taxes.")
    marched, demanded = draft(words, "PROTEST", "marched", "Farmers"), draft(words, "REQUEST", "demanded", "Farmers")
    assert within_rules(words, [marched, demanded]) == [marched, demanded]


def test_troops_moved_for_an_attack_are_part_of_it():
    words = words_of("The army sent tanks and shelled the port.")
    sent, shelled = draft(words, "MOBILIZE", "sent tanks", "The army"), draft(words, "ASSAULT", "shelled", "The army")
    assert within_rules(words, [sent, shelled]) == [shelled]


def test_a_march_that_was_only_called_for_swallows_no_demand():
    words = words_of("The union planned a march and demanded talks while the union waited.")
    planned = draft(words, "PROTEST", "march", "The union", status="planned")
    demanded = draft(words, "REQUEST", "demanded", "The union")
    assert within_rules(words, [planned, demanded]) == [planned, demanded]


# -- who claims it -----------------------------------------------------------------------------------------------------


def said(text, cue, content, act="say", polarity="neutral", name="s"):
    at = text.index(content)
    spans = (Span(at, at + len(content)),)
    where = text.index(cue)
    return Statement(name, "indirect", None, Cue((Span(where, where + len(cue)),), cue, cue, act, polarity),
                     Content(spans, content), None, None, None, "report", 0.9)  # fmt: skip


TEXT = "The minister denied that police fired at miners."


def test_an_event_within_what_somebody_says_is_according_to_that():
    statement = said(TEXT, "denied", "that police fired at miners", "deny", "negative")
    at = TEXT.index("fired")
    assert claimant(Span(at, at + 5), [statement]) is statement
    assert claimant(Span(4, 12), [statement]) is None


def test_of_nested_statements_the_innermost_claims():
    text = "AFP reported that the mayor said troops fired."
    outer = said(text, "reported", "that the mayor said troops fired", name="a")
    inner = said(text, "said", "troops fired", name="b")
    at = text.index("fired")
    assert claimant(Span(at, at + 5), [outer, inner]) is inner


@pytest.mark.parametrize(
    ("status", "act", "polarity", "expected"),
    [
        ("happened", "deny", "negative", "denied"),
        ("happened", "deny", "positive", "happened"),  # "did not deny that police fired"
        ("happened", "accuse", "negative", "alleged"),
        ("happened", "say", "neutral", "happened"),
        ("planned", "deny", "negative", "planned"),  # "denied that it would strike" stays what was planned
    ],
)
def test_the_status_is_what_the_source_commits_to(status, act, polarity, expected):
    assert committed(status, said(TEXT, "denied", "police fired", act, polarity)) == expected


def article(text, published="2024-07-30"):
    return Article(article_id(None, text), None, None, None, None, None, published, "en", text)


def test_an_event_becomes_a_record_with_its_words_time_and_place():
    text = "Soldiers shelled a market in Goma on Sunday."
    words = words_of(text)
    roles = {"trigger": "shelled", "actor": "Soldiers", "recipient": "a market", "when": "Sunday", "where": "Goma"}
    drafts = drafted(words, [trigger(words, "ASSAULT", roles, mode="heavy-weapons")], TELLING)
    sunday = When(Span(text.index("Sunday"), text.index("Sunday") + 6), "2024-07-28", "2024-07-28", "2024-07-28")
    goma = Where((Span(text.index("Goma"), text.index("Goma") + 4),), "Goma", "COD", -1.7, 29.2)
    told = recorded(article(text), words, drafts, TELLING, (), (sunday,), (goma,))
    [event] = told.events
    assert event.trigger[0].of(text) == "shelled"
    assert [r.text for r in event.actors] == ["Soldiers"]
    assert event.when == sunday
    assert event.where == goma
    assert told.doubts == ()


def test_an_event_without_an_actor_is_kept_with_a_doubt():
    text = "Two editors were arrested."
    words = words_of(text)
    drafts = drafted(words, [trigger(words, "COERCE", {"trigger": "arrested", "recipient": "Two editors"})], TELLING)
    told = recorded(article(text), words, drafts, TELLING, (), (), ())
    assert told.events[0].actors == ()
    assert [d.question for d in told.doubts] == ["who did it?"]
    assert told.doubts[0].span.of(text) == "arrested"


@pytest.mark.parametrize(
    ("parties", "named", "expected"),
    [
        ("the Justice Department and the FBI", ["the Justice Department", "the FBI"], None),
        ("Ann Lee, Bo Roe and Kim Arden", ["Ann Lee", "Bo Roe", "Kim Arden"], None),
        ("Trump and his lawyers", ["Trump", "his lawyers"], None),
        ("Ann Lee, the mayor, and Bo Roe", ["Ann Lee", "the mayor", "Bo Roe"], ["Ann Lee, the mayor, and Bo Roe"]),
        ("friends of Ann Lee and Bo Roe", ["Ann Lee", "Bo Roe"], ["friends of Ann Lee and Bo Roe"]),
        ("the House and Senate leaders", ["House"], ["the House and Senate leaders"]),
    ],
)
def test_of_a_list_of_parties_each_is_one(parties, named, expected):
    text = f"Peru condemned {parties}."
    words = words_of(text)
    roles = {"trigger": "condemned", "actor": "Peru", "recipient": parties.replace(",", " ,")}
    drafts = drafted(words, [trigger(words, "ACCUSE", roles)], TELLING)
    spans = [Span(text.index(n), text.index(n) + len(n)) for n in named]
    mentions = [Mention(s, s, "organisation", "noun" if text[s.start].islower() else "name") for s in spans]
    told = recorded(article(text), words, drafts, TELLING, (), (), (), mentions)
    assert [r.text for r in told.events[0].recipients] == (expected or named)


def test_the_same_words_make_the_same_id():
    text = "Peru recalled its ambassador."
    words = words_of(text)
    drafts = drafted(words, [trigger(words, "SANCTION", {"trigger": "recalled", "actor": "Peru"})], TELLING)
    one, two = (recorded(article(text), words, drafts, TELLING, (), (), ()).events[0].id for _ in range(2))
    assert one == two


# -- told once ---------------------------------------------------------------------------------------------------------

STORY = "Police free editor.\n\nPolice freed the editor on Monday. In 2019 police freed the editor after a strike."


def telling(words, nth, type_="RETREAT", actor="a1", recipient="a2", when=None, status="happened", where=None):
    """The nth word "free"/"freed" of the story as an event between two known parties."""
    at = [i for i, w in enumerate(words.text) if w.startswith("free")][nth]
    span = words.span(at, at)
    ref = Reference((span,), "x")
    parties = [(msgspec.structs.replace(ref, actor=a),) if a else () for a in (actor, recipient)]
    return Event(f"e{nth}", type_, (), (), (span,), parties[0], parties[1], when, where, status, None, 0.9)


def day(value):
    return When(Span(0, 1), value, value, value)


def test_headline_and_lead_are_one_event_and_history_is_another():
    words = words_of(STORY)
    events = [telling(words, 0), telling(words, 1, when=day("2024-07-29")), telling(words, 2, when=day("2019-03-01"))]
    found = told_once(words, events, "2024-07-30")
    assert [e.id for e in found] == ["e1", "e2"]
    assert found[0].mentions == (events[0].trigger,)
    assert found[0].when == day("2024-07-29")


@pytest.mark.parametrize(
    "other",
    [
        {"type_": "CONCEDE"},
        {"status": "called_for"},
        {"actor": "a9"},
        {"recipient": "a9"},
        {"where": Where((), "Lima", "PER", -12.0, -77.0)},
    ],
)
def test_what_contradicts_is_another_event(other):
    words = words_of(STORY)
    quito = Where((), "Quito", "ECU", -0.2, -78.5)
    events = [telling(words, 0, where=quito), telling(words, 1, **{"where": quito, **other})]
    assert len(told_once(words, events, "2024-07-30")) == 2


def test_two_events_of_unknown_parties_are_never_one():
    words = words_of(STORY)
    events = [telling(words, 0, actor=None, recipient=None), telling(words, 1, actor=None, recipient=None)]
    assert len(told_once(words, events, None)) == 2


def test_two_events_of_one_sentence_are_two():
    text = "Police freed the editor and later freed the editor again."
    words = words_of(text)
    assert len(told_once(words, [telling(words, 0), telling(words, 1)], None)) == 2
