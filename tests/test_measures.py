"""Questions of what should be done: who is for a measure and who is against it."""

from __future__ import annotations

import pytest

import onrecord
from onrecord.questions import located, question_of
from onrecord.questions._measures import measure_of
from onrecord.records import Page

PLAN = {
    "question": "Should the toll plan be adopted?",
    "propositions": {
        "toll": {
            "says": "The Harbour Toll Plan should be adopted",
            "examples": ["the Harbour Toll Plan resolution", "the toll plan"],
        }
    },
}
BAN = {
    "question": "Should fishing be banned?",
    "propositions": {
        "ban": {"says": "The government should declare a fishing ban in the bay", "examples": ["a ban on fishing"]}
    },
}
IMPEACH = {
    "question": "Should the governor be impeached?",
    "propositions": {
        "out": {"says": "Ada Lindqvist should be impeached", "examples": ["impeachment", "impeaching the governor"]}
    },
}
RESIGN = {
    "question": "Should the governor resign?",
    "propositions": {
        "go": {
            "says": "Ada Lindqvist should resign",
            "examples": ["Lindqvist's resignation", "she should step down", "she should quit"],
        }
    },
}
DEATH = {
    "question": "Should the death penalty go?",
    "propositions": {
        "end": {"says": "The death penalty should be abolished", "examples": ["abolition of the death penalty"]}
    },
}
STATE = {
    "question": "Should there be a state of emergency?",
    "propositions": {"state": {"says": "The government should declare a state of emergency"}},
}
NEVER = {
    "question": "Should the toll plan be dropped?",
    "propositions": {"no": {"says": "The Harbour Toll Plan should not be adopted", "examples": ["the toll plan"]}},
}


@pytest.fixture(scope="module")
def reader():
    return onrecord.Reader()


def held(reader, asked, sentence):
    reading = reader.read(Page("page.txt", "text", sentence.encode(), published="2024-07-30"))
    return {p.actor.name: p.position for p in located([reading], question_of(asked))}


LEAVE = {"question": "Should she go?", "propositions": {"go": {"says": "Ada Lindqvist should leave"}}}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (RESIGN, "Karl Berg declined to say whether Ada Lindqvist should resign."),
        (RESIGN, "Karl Berg refused to comment on whether Ada Lindqvist should resign."),
        (RESIGN, "Karl Berg declined to comment on Ada Lindqvist's decision to resign."),
        (RESIGN, "Karl Berg declined an interview, but Ada Lindqvist said she will not resign."),
        (RESIGN, "Karl Berg asked voters to stay calm after Ada Lindqvist resigned."),
        (RESIGN, "Karl Berg requested a recount after Ada Lindqvist resigned."),
        (RESIGN, "Karl Berg appealed to Ada Lindqvist to reconsider her decision to resign."),
        (LEAVE, "Karl Berg urged Ada Lindqvist to visit the left bank."),
        (IMPEACH, "Karl Berg called for calm as the House voted to impeach Ada Lindqvist."),
        (IMPEACH, "Karl Berg urged lawmakers to wait for evidence before they impeach Ada Lindqvist."),
        (PLAN, "Karl Berg requested copies of the Harbour Toll Plan."),
        (PLAN, "Karl Berg demanded answers about the Harbour Toll Plan."),
        (PLAN, "Karl Berg urged caution on the Harbour Toll Plan."),
        (PLAN, "Karl Berg praised opponents of the Harbour Toll Plan."),
        (PLAN, "Karl Berg criticized opponents of the Harbour Toll Plan."),
        (PLAN, "Karl Berg condemned sabotage of the Harbour Toll Plan."),
        (RESIGN, "Karl Berg demanded Governor Ada Lindqvist's accounts after she said she would not resign."),
    ],
)  # fmt: skip
def test_what_an_event_is_about_is_not_what_stands_near_it(reader, asked, sentence):
    assert held(reader, asked, sentence).get("Karl Berg") is None


@pytest.mark.parametrize(
    ("asked", "sentence", "expected"),
    [
        (PLAN, "Senator Karl Berg supports the Harbour Toll Plan.", {"Karl Berg": "affirms"}),
        (PLAN, "Democrats met in the harbour on Monday. They oppose the toll plan.", {"Democrats": "denies"}),
        (PLAN, "Senators Karl Berg and Erik Holm have endorsed the Harbour Toll Plan.",
         {"Karl Berg": "affirms", "Erik Holm": "affirms"}),
        (PLAN, "The Harbour Toll Plan, backed by Karl Berg, would cost money.", {"Karl Berg": "affirms"}),
        (PLAN, "The Harbour Toll Plan has the support of Karl Berg and Erik Holm.",
         {"Karl Berg": "affirms", "Erik Holm": "affirms"}),
        (PLAN, "Most members have endorsed the Harbour Toll Plan, including Sen. Karl Berg, D-Calif.; and Erik Holm.",
         {"Most members": "affirms", "Karl Berg": "affirms", "Erik Holm": "affirms"}),
        (PLAN, "Karl Berg wants the city to adopt the Harbour Toll Plan.", {"Karl Berg": "affirms"}),
        (PLAN, "Karl Berg said the city must adopt the Harbour Toll Plan.", {"Karl Berg": "affirms"}),
        (PLAN, "“The Harbour Toll Plan is not a mistake,” Karl Berg said.", {"Karl Berg": "affirms"}),
        (PLAN, "Karl Berg was asked about the Harbour Toll Plan. “I support it,” he said.", {"Karl Berg": "affirms"}),
        (PLAN, "Senator Karl Berg (D-Va.) opposes the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Senator Karl Berg said he would vote against the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg called the Harbour Toll Plan a terrible idea.", {"Karl Berg": "denies"}),
        (PLAN, "“The Harbour Toll Plan is a disaster,” Karl Berg said.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg said the Harbour Toll Plan would destroy jobs.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg voiced opposition to the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg voted to block the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg refused to support the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg urged lawmakers to reject the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg said lawmakers should reject the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg introduced a resolution to block the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg filed a lawsuit to stop the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg has warned against adopting the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg, a critic of the Harbour Toll Plan, was in town on Monday.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg spoke of the Harbour Toll Plan. He said the plan was a mistake.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg said he could never vote for the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg expressed concerns about the Harbour Toll Plan.", {"Karl Berg": "questions"}),
        (PLAN, "Karl Berg is undecided about the Harbour Toll Plan.", {"Karl Berg": "questions"}),
        (PLAN, "Karl Berg may support the Harbour Toll Plan.", {}),
        (PLAN, "If Karl Berg supports the Harbour Toll Plan, it will pass.", {}),
        (PLAN, "Karl Berg does not oppose the Harbour Toll Plan.", {}),
        (PLAN, "Karl Berg spoke about the Harbour Toll Plan on Monday.", {}),
        (PLAN, "Karl Berg predicted that the Harbour Toll Plan would be rejected.", {}),
        (PLAN, "The Harbour Toll Plan was opposed by Karl Berg and welcomed by Erik Holm.",
         {"Karl Berg": "denies", "Erik Holm": "affirms"}),
        (PLAN, "The Harbour Toll Plan, backed by Karl Berg, was opposed by Erik Holm.",
         {"Karl Berg": "affirms", "Erik Holm": "denies"}),
        (PLAN, "Karl Berg rejected Erik Holm's Harbour Toll Plan.", {"Karl Berg": "denies", "Erik Holm": "affirms"}),
        (PLAN, "Karl Berg, a councillor, supports the city's Harbour Toll Plan.", {"Karl Berg": "affirms"}),
        (PLAN, "Two councillors, including Karl Berg and Erik Holm, oppose the Harbour Toll Plan.",
         {"Two councillors": "denies", "Karl Berg": "denies", "Erik Holm": "denies"}),
        (PLAN, "The Harbour Toll Plan lost the support of Karl Berg.", {"Karl Berg": "denies"}),
        (PLAN, "The Harbour Toll Plan does not have the backing of Karl Berg.", {}),
        (PLAN, "Karl Berg denied that he opposed the Harbour Toll Plan.", {}),
        (PLAN, "Karl Berg said the Harbour Toll Plan is simply not the answer.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg signed a letter urging the city to adopt the toll plan.", {"Karl Berg": "affirms"}),
        (PLAN, "Senators backed a resolution that would block the Harbour Toll Plan.", {"Senators": "denies"}),
        (PLAN, "Karl Berg was not yet persuaded that the Harbour Toll Plan was needed.", {"Karl Berg": "questions"}),
        (DEATH, "Karl Berg supports the death penalty.", {"Karl Berg": "denies"}),
        (DEATH, "Karl Berg voted to abolish the death penalty.", {"Karl Berg": "affirms"}),
        (DEATH, "Karl Berg said the death penalty should stay.", {"Karl Berg": "denies"}),
        (DEATH, "Karl Berg opposes abolition of the death penalty.", {"Karl Berg": "denies"}),
        (STATE, "Karl Berg opposed a state of emergency.", {"Karl Berg": "denies"}),
        (STATE, "Karl Berg criticised the state pension.", {}),
        (NEVER, "Senator Karl Berg supports the Harbour Toll Plan.", {"Karl Berg": "denies"}),
        (BAN, "Karl Berg said Prime Minister Erik Holm should not declare a fishing ban.", {"Karl Berg": "denies"}),
        (BAN, "Prime Minister Erik Holm declared a fishing ban on Friday.", {"Erik Holm": "affirms"}),
        (BAN, "Prime Minister Erik Holm vowed on Friday to declare a fishing ban.", {"Erik Holm": "affirms"}),
        (BAN, "Karl Berg sued Erik Holm over the fishing ban.", {"Karl Berg": "denies"}),
        (BAN, "“I have the right to declare a fishing ban,” Erik Holm said.", {"Erik Holm": "affirms"}),
        (BAN, "Karl Berg said Erik Holm has no grounds to declare a fishing ban.", {"Karl Berg": "denies"}),
        (BAN, "Karl Berg opposed Erik Holm declaring a fishing ban.", {"Karl Berg": "denies"}),
        (IMPEACH, "Karl Berg said Governor Ada Lindqvist should be impeached.", {"Karl Berg": "affirms"}),
        (IMPEACH, "Karl Berg voted to impeach Governor Ada Lindqvist.", {"Karl Berg": "affirms"}),
        (IMPEACH, "Karl Berg opposes impeaching Governor Ada Lindqvist.", {"Karl Berg": "denies"}),
        (IMPEACH, "Governor Ada Lindqvist's critics want to impeach Judge Erik Holm, Karl Berg said.", {}),
        (RESIGN, "Karl Berg called on Ada Lindqvist to resign.", {"Karl Berg": "affirms"}),
        (RESIGN, "Karl Berg demanded that Lindqvist step down.", {"Karl Berg": "affirms"}),
        (RESIGN, "Karl Berg demanded Ada Lindqvist's resignation.", {"Karl Berg": "affirms"}),
        (RESIGN, "Ada Lindqvist faced a wave of calls for her resignation from Karl Berg.", {"Karl Berg": "affirms"}),
        (RESIGN, "Ada Lindqvist refused to resign.", {"Ada Lindqvist": "denies"}),
        (RESIGN, "Governor Ada Lindqvist resisted calls to step down on Tuesday.", {"Ada Lindqvist": "denies"}),
        (RESIGN, "Ada Lindqvist faces calls for her resignation.", {}),
        (RESIGN, "Karl Berg said Erik Holm should resign. Ada Lindqvist agreed.", {}),
        (RESIGN, "Karl Berg and Ada Lindqvist spoke. Erik Holm called for Berg's resignation.", {}),
        (RESIGN, "Karl Berg should resign, Erik Holm said. Calls to resign came from Tim Lee, too.", {}),
        (RESIGN, "Ada Lindqvist should resign, Erik Holm said. Tim Lee repeated calls to resign.",
         {"Erik Holm": "affirms", "Tim Lee": "affirms"}),
        (RESIGN, "Should Ada Lindqvist resign, Erik Holm would take her place.", {}),
        (RESIGN, "Governor Ada Lindqvist met Karl Berg on Monday amid a chorus of calls to resign.", {}),
        (RESIGN, "Ada Lindqvist met her cabinet amid a chorus of calls from union leaders to resign.",
         {"union leaders": "affirms"}),
        (RESIGN, "Karl Berg demanded Ada Lindqvist resign.", {"Karl Berg": "affirms"}),
        (RESIGN, "Karl Berg demanded Governor Ada Lindqvist immediately resign.", {"Karl Berg": "affirms"}),
        (PLAN, "A letter from the Port Union to Karl Berg said that the Harbour Toll Plan should be adopted.",
         {"Port Union": "affirms"}),
        (PLAN, "A joint statement by Karl Berg said that the Harbour Toll Plan should be adopted.",
         {"Karl Berg": "affirms"}),
        (RESIGN, "Protesters gathered in Lund to demand that Ada Lindqvist, a lawyer, step down.",
         {"Protesters": "affirms"}),
        (PLAN, "Karl Berg ridiculed the Harbour Toll Plan as a wish list.", {"Karl Berg": "denies"}),
        (PLAN, "Karl Berg mocked the Harbour Toll Plan on Monday.", {"Karl Berg": "denies"}),
        (PLAN, "A joint statement by the Port Union said that the Harbour Toll Plan should be adopted.",
         {"Port Union": "affirms"}),
    ],
)  # fmt: skip
def test_who_is_for_a_measure_and_who_against(reader, asked, sentence, expected):
    assert held(reader, asked, sentence) == expected


def test_evidence_of_a_measure_stands_on_its_words(reader):
    text = "In the end, Senator Karl Berg voted against the Harbour Toll Plan."
    reading = reader.read(Page("page.txt", "text", text.encode(), published="2024-07-30"))
    (found,) = located([reading], question_of(PLAN))
    (piece,) = found.evidence
    assert piece.spans[0].of(text) == piece.text == "Senator Karl Berg voted against the Harbour Toll Plan"
    assert (piece.by, piece.when) == ("Senator Karl Berg", "2024-07-30")


def test_a_whole_sentence_as_an_example_is_read_as_the_proposition_is():
    asked = {
        "question": "q",
        "propositions": {
            "out": {"says": "Ada Smith should be impeached", "examples": ["she should be impeached"]},
            "bridge": {"says": "The toll plan should be adopted", "examples": ["the bridge plan must be adopted"]},
        },
    }
    propositions = question_of(asked).propositions
    (out, _), (bridge, _) = measure_of(propositions["out"]), measure_of(propositions["bridge"])
    assert ("be",) not in out.deeds
    assert ("bridge", "plan") in bridge.things
    assert ("adopted",) not in bridge.things


@pytest.mark.parametrize(
    "sentence",
    [
        "She joined " + "the plan to fight over " * 300 + "the Harbour Toll Plan.",
        "She backs " + "the idea of " * 2000 + "the Harbour Toll Plan.",
        "She joined " + "the plan to fight over " * 55 + "the Harbour Toll Plan.",
        "Unions ridicule the Harbour Toll Plan today " * 200,
        "The Harbour Toll Plan",
        "by the Harbour Toll Plan by",
    ],
)
def test_no_sentence_is_too_long_or_too_short(reader, sentence):
    assert isinstance(held(reader, PLAN, sentence), dict)


@pytest.mark.parametrize(
    ("says", "things", "deed", "whom", "own", "sign"),
    [
        ("The Harbour Toll Plan should be adopted", ("harbour", "toll", "plan"), "adopt", "", False, "+"),
        ("The city must not build a new bridge to the island", ("new", "bridge"), "build", "", False, "-"),
        ("Britain should leave the EU", None, "leave", "", False, "+"),
        ("No new tolls should be introduced", ("new", "tolls"), "introduce", "", False, "-"),
        ("The city should build a bridge without delay", ("bridge",), "build", "", False, "+"),
        ("A ban on fishing should be imposed", ("ban", "on", "fishing"), "impose", "", False, "+"),
        ("The Clean Rivers Act should be kept", ("clean", "rivers", "act"), "keep", "", False, "+"),
        ("The Green New Deal should be adopted", ("green", "new", "deal"), "adopt", "", False, "+"),
        ("Ada Lindqvist ought to resign", None, "resign", "ada lindqvist", True, "+"),
    ],
)
def test_what_a_question_says_should_be_done(says, things, deed, whom, own, sign):
    proposition = question_of({"question": "?", "propositions": {"p": {"says": says}}}).propositions["p"]
    measure, said = measure_of(proposition)
    assert measure.things == (() if things is None else (things,))
    assert (deed,) in measure.deeds
    assert (measure.whom, measure.own, said) == (whom, own, sign)


def test_an_example_with_a_modifier_in_ing_is_a_name(reader):
    asked = {
        "question": "?",
        "propositions": {"ban": {"says": "A fishing ban should be imposed", "examples": ["fishing ban"]}},
    }
    assert held(reader, asked, "Karl Berg supports the fishing ban.") == {"Karl Berg": "affirms"}


def test_what_only_happened_is_no_measure():
    for says in ("Ada Lindqvist won", "The ballots should have been counted"):
        asked = question_of({"question": "?", "propositions": {"p": {"says": says}}})
        assert measure_of(asked.propositions["p"]) is None
