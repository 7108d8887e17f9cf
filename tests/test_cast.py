"""Who is whom inside one article: the rules one by one, and the field's sentences read by the whole reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.cast import Deed, Known, cast
from onrecord.encoder import MODEL_DIR, WordPieces, read_words
from onrecord.reader import Reader
from onrecord.records import Content, Cue, Mention, Page, Reference, Span, Statement

PIECES = WordPieces(MODEL_DIR / "tokenizer.json")
CASES = Path(__file__).parent / "cast_cases.tsv"


@pytest.fixture(scope="module")
def reader():
    return Reader()


def rows():
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


def speakers(reading, words):
    """The names of the actors of every speaker in these words; "-" for a speaker left open."""
    names = {a.id: a.name for a in reading.actors}
    found = [s.speaker for s in reading.statements if s.speaker and s.speaker.text == words]
    return [names[r.actor] if r.actor else "-" for r in found]


@pytest.mark.parametrize(("text", "published", "words", "actor", "about"), rows(), ids=[row[4] for row in rows()])
def test_the_fields_sentences(reader, text, published, words, actor, about):
    page = Page("case", "text", text.replace("\\n", "\n").encode(), encoding="utf-8", published=published or None)
    assert set(speakers(reader.read(page), words)) == {actor}, about


# -- the rules, on mentions and statements made by hand ------------------------------------------------------------


def name(text, phrase, kind="person", nth=0, whole=None):
    return mention(text, phrase, kind, "name", nth, whole)


def mention(text, phrase, kind, form, nth=0, whole=None):
    """The nth place where the phrase stands; `whole` is the mention with its title, which ends as the phrase does."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(phrase, start + 1)
    end = start + len(phrase)
    return Mention(Span(end - len(whole or phrase), end), Span(start, end), kind, form)


def says(text, speaker, content, quotation="direct", nth=0):
    at = mention(text, speaker, "person", "noun", nth).span
    what = Span(text.index(content), text.index(content) + len(content))
    return Statement(
        id=f"{at.start}-{what.start}", quotation=quotation, speaker=Reference((at,), speaker),
        cue=Cue((Span(0, 1),), text[:1]), content=Content((what,), content), addressee=None, when=None, within=None,
        passage="report", score=1.0,
    )  # fmt: skip


def groups(text, mentions, statements=(), known=lambda _: None):
    """The words of the heads of every entity, in order."""
    ordered = sorted(mentions, key=lambda m: (m.span.start, m.span.end, m.head.start))
    found = cast(read_words(text, PIECES), ordered, statements, known)
    return [[m.head.of(text) for m in e.mentions] for e in found.entities]


def test_a_surname_is_its_person_even_before_the_full_name():
    text = "Lowell wins\n\nHanna Lowell came. Ms. Lowell slept."
    marked = [name(text, "Lowell"), name(text, "Hanna Lowell"), name(text, "Lowell", nth=2, whole="Ms. Lowell")]
    assert groups(text, marked) == [["Lowell", "Hanna Lowell", "Lowell"]]


def test_of_two_persons_of_one_surname_the_title_tells():
    text = "Peter Lund and Emma Lund came. Mr. Lund slept. Ms. Lund sang."
    marked = [
        name(text, "Peter Lund"),
        name(text, "Emma Lund"),
        name(text, "Lund", nth=2, whole="Mr. Lund"),
        name(text, "Lund", nth=3, whole="Ms. Lund"),
    ]
    found = groups(text, marked)
    assert ["Peter Lund", "Lund"] in found, found


def test_initials_and_junior_make_nobody_new():
    text = "Robert E. Hale Jr. came. Robert Hale slept."
    assert len(groups(text, [name(text, "Robert E. Hale Jr."), name(text, "Robert Hale")])) == 1


@pytest.mark.parametrize("first", ["Peter Lund Jr.", "Peter Lund"])
def test_junior_is_not_the_man_whom_the_tables_know(first):
    second = "Peter Lund" if first.endswith(".") else "Peter Lund Jr."
    text = f"Today {first} came. Then {second} slept. Lund Jr. left. Lund sang."
    marked = [name(text, first), name(text, second, nth=text.count(second) - 1 if second == "Peter Lund" else 0),
              name(text, "Lund Jr.", nth=text.count("Lund Jr.") - 1), name(text, "Lund", nth=3)]  # fmt: skip
    known = {"peter lund": Known("m", ("president",), frozenset({"president"}))}
    found = groups(text, marked, known=lambda words: known.get(words.lower()))
    assert sorted(found) == sorted([["Peter Lund", "Lund"], ["Peter Lund Jr.", "Lund Jr."]])


def test_a_surname_with_an_apostrophe_or_of_a_title_is_one():
    text = "Beto O'Rourke met Steve King. O'Rourke slept. King sang."
    marked = [
        name(text, "Beto O'Rourke"),
        name(text, "Steve King"),
        name(text, "O'Rourke", nth=1),
        name(text, "King", nth=1),
    ]
    assert groups(text, marked) == [["Beto O'Rourke", "O'Rourke"], ["Steve King", "King"]]


def test_an_acronym_is_its_organisation_and_never_a_person():
    text = "The Coastal Fishers Union (CFU) met. CFU slept."
    body = [name(text, "Coastal Fishers Union", "organisation"), name(text, "CFU", "organisation")]
    assert len(groups(text, [*body, name(text, "CFU", "organisation", 1)])) == 1
    assert len(groups(text, [*body, name(text, "CFU", "person", 1)])) == 2


def test_apposition_gives_a_person_the_role_that_names_him_later():
    text = "Jonas Krall, the minister, came with Leo Brandt. The minister slept."
    marked = [
        name(text, "Jonas Krall"),
        mention(text, "minister", "person", "noun", whole="the minister"),
        name(text, "Leo Brandt"),
        mention(text, "minister", "person", "noun", 1, whole="The minister"),
    ]
    assert groups(text, marked) == [["Jonas Krall", "minister", "minister"], ["Leo Brandt"]]


def test_a_role_that_nobody_has_is_somebody_new():
    text = "Jonas Krall came. A nurse slept. The nurse sang."
    marked = [
        name(text, "Jonas Krall"),
        mention(text, "nurse", "person", "noun", whole="A nurse"),
        mention(text, "nurse", "person", "noun", 1, whole="The nurse"),
    ]
    assert groups(text, marked) == [["Jonas Krall"], ["nurse", "nurse"]]


def test_what_the_world_knows_of_a_name_is_a_role_and_a_gender():
    text = "Kim Arden met Leo Brandt. The chancellor slept. She sang."
    marked = [
        name(text, "Kim Arden"),
        name(text, "Leo Brandt"),
        mention(text, "chancellor", "person", "noun", whole="The chancellor"),
        mention(text, "She", "person", "pronoun"),
    ]
    office = Known("f", ("chancellor",), frozenset(("chancellor",)))
    found = groups(text, marked, known=lambda who: office if who == "Kim Arden" else None)
    assert found == [["Kim Arden", "chancellor", "She"], ["Leo Brandt"]]


def test_i_and_we_are_the_speaker_and_he_never_the_speaker_inside_of_his_own_quotation():
    text = 'John Hill came. "I saw that he lied to us," Thomas Ward said.'
    marked = [name(text, "John Hill"), name(text, "Thomas Ward")]
    marked += [mention(text, f" {w}"[1:], "person", "pronoun") for w in ("I", "us")]
    he = text.index(" he ") + 1
    marked.append(Mention(Span(he, he + 2), Span(he, he + 2), "person", "pronoun"))
    said = says(text, "Thomas Ward", '"I saw that he lied to us,"')
    assert groups(text, marked, [said]) == [["John Hill", "he"], ["I", "us", "Thomas Ward"]]


def test_a_pronoun_without_anybody_before_it_stays_open_with_a_doubt():
    text = "She said it burned."
    said = says(text, "She", "it burned", "indirect")
    found = cast(read_words(text, PIECES), [mention(text, "She", "person", "pronoun")], [said])
    assert found.references == {}
    assert [(d.span.of(text), d.candidates) for d in found.doubts] == [("She", ())]


def test_they_who_speak_are_the_group_before():
    text = "Leo Brandt met farmers. They said it burned."
    marked = [name(text, "Leo Brandt"), mention(text, "farmers", "person", "noun"),
              mention(text, "They", "person", "pronoun")]  # fmt: skip
    assert ["farmers", "They"] in groups(text, marked, [says(text, "They", "it burned", "indirect")])


def test_a_speaker_that_no_mention_carries_is_made_one():
    text = "Onlookers said it burned."
    said = says(text, "Onlookers", "it burned", "indirect")
    found = cast(read_words(text, PIECES), [], [said])
    assert [e.mentions[0].span.of(text) for e in found.references.values()] == ["Onlookers"]


def test_a_clause_about_somebody_else_does_not_carry_the_reference():
    text = "Vince Hale, who replaced Tim Moor, said it burned."
    said = says(text, "Vince Hale, who replaced Tim Moor", "it burned", "indirect")
    found = cast(read_words(text, PIECES), [name(text, "Vince Hale"), name(text, "Tim Moor")], [said])
    assert [e.name for e in found.references.values()] == ["Vince Hale"]


def deed(text, actor="", recipient="", nth=0):
    """Who does something to whom, by the words that stand for them."""
    actors, recipients = (
        (Reference((mention(text, words, "person", "noun", n).span,), words),) if words else ()
        for words, n in ((actor, 0), (recipient, nth))
    )
    return Deed(actors, recipients)


def referred(text, mentions, deeds, known=lambda _: None, statements=()):
    """Every reference of the deeds with the name of whom it stands for, or with its kind if it has none."""
    ordered = sorted(mentions, key=lambda m: (m.span.start, m.span.end, m.head.start))
    found = cast(read_words(text, PIECES), ordered, statements, known, deeds)
    return {span.of(text): e.name or e.kind for span, e in found.references.items()}, found


@pytest.mark.parametrize("words", ["Lund's", "Lund"])
def test_an_owner_who_acts_is_not_split_from_his_name(words):
    text = "Emma Lund came. Critics welcomed Lund's exit."
    marked = [name(text, "Emma Lund"), name(text, "Lund", nth=1)]
    whose, found = referred(text, marked, [deed(text, recipient=words, nth=words == "Lund")])
    assert whose == {words: "Emma Lund"}
    assert len(found.entities) == 1


def test_he_is_reconsidering_and_owns_nothing():
    text = "Emma Lund met Leo Brandt. He's reconsidering the pier."
    marked = [name(text, "Emma Lund"), name(text, "Leo Brandt"), mention(text, "He", "person", "pronoun")]
    assert referred(text, marked, [deed(text, "He")])[0] == {"He": "Leo Brandt"}


def test_a_thing_is_nobody_and_a_document_no_person():
    text = "The package helps farmers. The report blames nobody. You know."
    whose, found = referred(text, [], [deed(text, "The package"), deed(text, "The report"), deed(text, "You")])
    assert whose == {"The report": "document"}
    assert [d.span.of(text) for d in found.doubts] == ["The package", "You"]


def test_of_some_of_a_party_the_party_is_not_the_whole():
    text = "Democrats met. Some 80 percent of Democrats left."
    marked = [name(text, "Democrats", "organisation"), name(text, "Democrats", "organisation", nth=1)]
    _, found = referred(text, marked, [deed(text, "Some 80 percent of Democrats")])
    assert [m.span.of(text) for e in found.references.values() for m in e.mentions] == ["Some 80 percent of Democrats"]


def test_a_number_with_a_comma_is_one():
    text = "Leo Brandt came. 7,400 farmers marched."
    _, found = referred(text, [name(text, "Leo Brandt")], [deed(text, "7,400 farmers")])
    assert [m.span.of(text) for e in found.references.values() for m in e.mentions] == ["7,400 farmers"]


def test_a_body_is_no_part_of_what_is_named_after_it():
    text = "Senate Republicans met in the White House. The Senate voted. The House slept."
    marked = [name(text, words, "organisation", nth) for words, nth in
              (("Senate Republicans", 0), ("White House", 0), ("Senate", 1), ("House", 1))]  # fmt: skip
    assert groups(text, marked) == [["Senate Republicans"], ["White House"], ["Senate"], ["House"]]


def test_a_body_of_one_country_is_meant_by_its_common_name():
    text = "The Kenyan Supreme Court met. The Supreme Court slept."
    marked = [name(text, "Kenyan Supreme Court", "organisation"), name(text, "Supreme Court", "organisation", nth=1)]
    assert groups(text, marked) == [["Kenyan Supreme Court", "Supreme Court"]]


def test_initials_tell_two_of_one_name_apart():
    text = "George H. W. Brandt met George W. Brandt. George H.W. Brandt slept."
    marked = [name(text, "George H. W. Brandt"), name(text, "George W. Brandt"), name(text, "George H.W. Brandt")]
    assert groups(text, marked) == [["George H. W. Brandt", "George H.W. Brandt"], ["George W. Brandt"]]


def test_the_surname_of_who_leads_a_country_is_not_juniors():
    text = "Peter Lund Jr. came. Lund sang."
    president = Known("m", ("president",), frozenset({"president"}))
    marked = [name(text, "Peter Lund Jr."), name(text, "Lund", nth=1)]
    found = groups(text, marked, known=lambda words: president if words.lower() == "lund" else None)
    assert found == [["Peter Lund Jr."], ["Lund"]]


def test_of_quotations_in_each_other_the_inner_one_says_i():
    text = 'According to Leo Brandt, Emma Lund wrote "I saw it" and left.'
    marked = [name(text, "Leo Brandt"), name(text, "Emma Lund"), mention(text, "I", "person", "pronoun")]
    inner, outer = (
        says(text, "Emma Lund", '"I saw it"'),
        says(text, "Leo Brandt", 'Emma Lund wrote "I saw it"', "mixed"),
    )
    assert groups(text, marked, [inner, outer]) == [["Leo Brandt"], ["Emma Lund", "I"]]


def test_i_in_quotation_marks_that_nobody_speaks_is_not_the_author():
    text = 'I came. The banner read "I saw it" for hours.'
    marked = [mention(text, "I", "person", "pronoun"), mention(text, "I", "person", "pronoun", 1)]
    assert groups(text, marked) == [["I"]]


def test_who_does_it_to_him_is_another():
    text = "Peter Lund met Leo Brandt. Lund called him a liar."
    marked = [name(text, "Peter Lund"), name(text, "Leo Brandt"), name(text, "Lund", nth=1),
              mention(text, "him", "person", "pronoun")]  # fmt: skip
    called = Deed(deed(text, recipient="Lund", nth=1).recipients, deed(text, recipient="him").recipients)
    assert referred(text, marked, [called])[0] == {"Lund": "Peter Lund", "him": "Leo Brandt"}


def test_who_calls_somebody_by_name_is_not_the_one():
    text = 'Rosa Maas met Emma Lund. "Come on, Emma," she asked.'
    marked = [name(text, "Rosa Maas"), name(text, "Emma Lund"), name(text, "Emma", nth=1),
              mention(text, "she", "person", "pronoun")]  # fmt: skip
    assert ["Rosa Maas", "she"] in groups(text, marked, [says(text, "she", '"Come on, Emma,"')])


@pytest.mark.parametrize("role", ["former minister", "next minister", "deputy minister"])
def test_the_next_or_former_minister_is_not_the_minister(role):
    text = f"Jonas Krall, the minister, came. The {role} slept."
    marked = [name(text, "Jonas Krall"), mention(text, "minister", "person", "noun", whole="the minister"),
              mention(text, "minister", "person", "noun", 1, whole=f"The {role}")]  # fmt: skip
    assert groups(text, marked) == [["Jonas Krall", "minister"], ["minister"]]


def test_a_former_president_is_called_so_and_not_the_president():
    text = "Former President Leo Brandt came. The president slept. The former president sang."
    marked = [name(text, "Leo Brandt", whole="Former President Leo Brandt"),
              mention(text, "president", "person", "noun", whole="The president"),
              mention(text, "president", "person", "noun", 1, whole="The former president")]  # fmt: skip
    assert groups(text, marked) == [["Leo Brandt", "president"], ["president"]]


def test_the_agency_is_no_body_that_the_tables_know_as_something_else():
    text = "Brightwater Mills met The Washington Post. The agency slept. The newspaper sang."
    marked = [name(text, "Brightwater Mills", "organisation"), name(text, "Washington Post", "organisation"),
              mention(text, "agency", "organisation", "noun", whole="The agency"),
              mention(text, "newspaper", "organisation", "noun", whole="The newspaper")]  # fmt: skip
    assert groups(text, marked) == [["Brightwater Mills", "agency"], ["Washington Post", "newspaper"]]


def test_titles_are_words_of_a_bodys_name():
    text = "The Homeland Security Department met the Justice Department."
    marked = [name(text, "Homeland Security Department", "organisation"),
              name(text, "Justice Department", "organisation")]  # fmt: skip
    assert groups(text, marked) == [["Homeland Security Department"], ["Justice Department"]]


def test_the_paper_is_called_by_a_word_of_its_name():
    text = "The New York Times met Leo Brandt. The Times slept."
    marked = [name(text, "New York Times", "organisation"), name(text, "Leo Brandt"),
              name(text, "Times", "organisation", nth=1)]  # fmt: skip
    assert groups(text, marked) == [["New York Times", "Times"], ["Leo Brandt"]]


def test_a_minister_of_another_country_is_another():
    text = "Jonas Krall, the Kenyan minister, came. The Ugandan minister slept."
    marked = [name(text, "Jonas Krall"), mention(text, "minister", "person", "noun", whole="the Kenyan minister"),
              mention(text, "minister", "person", "noun", 1, whole="The Ugandan minister")]  # fmt: skip
    assert groups(text, marked) == [["Jonas Krall", "minister"], ["minister"]]


def test_of_whom_somebody_speaks_is_sooner_he_than_the_speaker():
    text = "Jonas Krall said Leo Brandt knew that he lost."
    marked = [name(text, "Jonas Krall"), name(text, "Leo Brandt"), mention(text, "he", "person", "pronoun")]
    assert ["Leo Brandt", "he"] in groups(
        text, marked, [says(text, "Jonas Krall", "Leo Brandt knew that he lost", "indirect")]
    )


def test_whom_somebody_speaks_to_does_not_speak():
    text = "Jonas Krall told farmers it burned. They said it rained."
    marked = [name(text, "Jonas Krall"), mention(text, "farmers", "person", "noun"),
              mention(text, "They", "person", "pronoun")]  # fmt: skip
    assert ["farmers", "They"] in groups(text, marked, [says(text, "They", "it rained", "indirect")])


def test_a_noun_before_the_name_of_a_body_is_the_body():
    text = "The biopharmaceutical company Chimerix met Leo Brandt. The company slept."
    marked = [mention(text, "company", "organisation", "noun", whole="The biopharmaceutical company"),
              name(text, "Chimerix", "organisation"), name(text, "Leo Brandt"),
              mention(text, "company", "organisation", "noun", 1, whole="The company")]  # fmt: skip
    assert groups(text, marked) == [["company", "Chimerix", "company"], ["Leo Brandt"]]


def test_of_several_of_a_role_who_has_a_name_is_meant():
    text = "Leo Brandt, the president, left. A president is elected. The president slept."
    marked = [name(text, "Leo Brandt"), mention(text, "president", "person", "noun", whole="the president"),
              mention(text, "president", "person", "noun", 1, whole="A president"),
              mention(text, "president", "person", "noun", 2, whole="The president")]  # fmt: skip
    assert ["Leo Brandt", "president", "president"] in groups(text, marked)


def test_those_who_are_nobody_before_them():
    text = "Leo Brandt thanked those who voted."
    marked = [name(text, "Leo Brandt"), mention(text, "who", "person", "noun")]
    assert ["Leo Brandt"] in groups(text, marked)


def test_nothing_makes_nobody():
    assert cast(read_words("", PIECES), []) == ((), {}, ())
    assert cast(read_words("It rained.", PIECES), []) == ((), {}, ())


# -- whatever the mentions -------------------------------------------------------------------------------------------

WORD = st.sampled_from(
    "Mr . Mrs President Leo Emma Brandt Lund Norhaven Bank of the The minister spokeswoman agency farmers he She I we "
    "they it his ' s , ( ) “ ” Jr and who said CFU".split()
)
KIND = st.sampled_from(("person", "organisation", "place", "nationality"))
FORM = st.sampled_from(("name", "noun", "pronoun"))
RUN = st.tuples(st.integers(0, 59), st.integers(0, 3), st.integers(0, 2))


@st.composite
def scenes(draw):
    """A text, mentions on any of its words, and statements on any others."""
    text = " ".join(draw(st.lists(WORD, min_size=1, max_size=60)))
    words = read_words(text, PIECES)
    n = len(words.text)

    def span(first, more):
        return words.span(first % n, min(first % n + more, n - 1))

    marked = set()
    for (first, more, skip), kind, form in draw(st.lists(st.tuples(RUN, KIND, FORM), max_size=15)):
        whole = span(first, more)
        marked.add(Mention(whole, Span(span(first + min(more, skip), 0).start, whole.end), kind, form))
    statements = []
    for (first, more, _), (begin, length, _), way in draw(
        st.lists(st.tuples(RUN, RUN, st.sampled_from(("direct", "indirect", "mixed"))), max_size=5)
    ):
        a, b = span(first, more), span(begin, length * 5)
        statements.append(
            Statement(str(len(statements)), way, Reference((a,), a.of(text)), Cue((a,), ""), Content((b,), b.of(text)),
                      None, None, None, "report", 1.0)
        )  # fmt: skip
    inside = [m for m in marked if m.span.start <= m.head.start < m.head.end]
    return text, words, sorted(inside, key=lambda m: (m.span.start, m.span.end, m.head.start)), statements


def told(found):
    """The cast as plain values, to compare two of them."""
    numbers = {id(e): i for i, e in enumerate(found.entities)}
    return (
        [(e.kind, e.name, e.gender, e.plural, e.mentions) for e in found.entities],
        {span: numbers[id(e)] for span, e in found.references.items()},
        found.doubts,
    )


@given(scenes())
@settings(max_examples=120, deadline=None)
def test_whatever_the_mentions_everybody_is_one_and_inside_the_text(scene):
    text, words, marked, statements = scene
    found = cast(words, marked, statements)
    assert told(found) == told(cast(words, marked, statements))
    spans = [d.span for d in found.doubts] + [m.span for e in found.entities for m in e.mentions]
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    whose = [m for e in found.entities for m in e.mentions]
    assert all(e.mentions for e in found.entities)
    assert len(set(whose)) == len(whose), "one mention is of two"
    assert all(e.mentions == sorted(e.mentions, key=lambda m: m.span.start) for e in found.entities)
    assert {id(e) for e in found.references.values()} <= {id(e) for e in found.entities}
    assert set(found.references) <= {s.speaker.spans[0] for s in statements}
