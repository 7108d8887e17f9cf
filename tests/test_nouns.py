"""What a noun, a first name or a nationality tells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.nouns import gender_of_name, kind_of_name, noun, people_of


@pytest.mark.parametrize(
    ("word", "gender", "plural", "role"),
    [
        ("spokeswoman", "f", False, True),
        ("Spokesman", "m", False, True),
        ("minister", "", False, True),
        ("ministers", "", True, True),
        ("congresswoman", "f", False, True),
        ("spokesmen", "m", True, True),
        ("woman", "f", False, False),
    ],
)
def test_a_noun_tells_gender_number_and_whether_it_is_a_role(word, gender, plural, role):
    found = noun(word)
    assert found is not None
    assert (found.kind, found.gender, found.plural, found.role) == ("person", gender, plural, role)


@pytest.mark.parametrize(("word", "kind"), [("company", "organisation"), ("agencies", "organisation")])
def test_a_body_is_no_person(word, kind):
    found = noun(word)
    assert found is not None and found.kind == kind


def test_a_word_that_stands_for_nobody_has_no_entry():
    assert noun("blorptious") is None
    assert noun("") is None


@pytest.mark.parametrize(
    ("first", "gender"), [("Maria", "f"), ("MARIA", "f"), ("Peter", "m"), ("José", "m"), ("Xqzt", ""), ("", "")]
)
def test_a_first_name_tells_he_or_she_or_nothing(first, gender):
    assert gender_of_name(first) == gender


@pytest.mark.parametrize(
    ("word", "code"),
    [("Venezuelan", "VEN"), ("Venezuelans", "VEN"), ("French", "FRA"), ("Estonian", "EST"), ("Venezuela", None),
     ("bridge", None), ("", None)],
)  # fmt: skip
def test_a_nationality_is_the_adjective_or_the_people_not_the_country(word, code):
    assert people_of(word) == code


@pytest.mark.parametrize(
    ("name", "kind"),
    [("France", "place"), ("World Health Organization", "organisation"), ("Angela Merkel", "person"),
     ("Target", None), ("Merkel", None), ("", None)],
)  # fmt: skip
def test_the_tables_tell_the_kind_of_a_name_only_where_they_are_sure(name, kind):
    assert kind_of_name(name) == kind


@given(st.text(max_size=12))
@settings(max_examples=100, deadline=None)
def test_no_word_raises(word):
    assert gender_of_name(word) in ("", "m", "f")
    assert kind_of_name(word) in (None, "place", "organisation", "person")
    people_of(word)
    noun(word)
