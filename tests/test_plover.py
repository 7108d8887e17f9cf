"""The codebook: PLOVER's facts, and a codebook of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onrecord.errors import OntologyError
from onrecord.plover import CODEBOOK, QUADS, codebook

DOC = Path(__file__).parent.parent / "docs" / "ontology.md"
HOUSING = re.search(r"```toml\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL).group(1)


@pytest.fixture
def written(tmp_path):
    """Text → the folder of a codebook."""

    def written(text):
        (tmp_path / "codebook.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def test_plover_is_whole():
    assert len(CODEBOOK.types) == 16
    assert sum(len(t.modes) for t in CODEBOOK.types.values()) == 67
    assert (len(CODEBOOK.contexts), len(CODEBOOK.sectors)) == (37, 25)
    assert {t.quad for t in CODEBOOK.types.values()} == set(QUADS)
    assert {n for n, t in CODEBOOK.types.items() if t.recipient_required} == {"COOPERATE", "AID", "SANCTION"}
    assert CODEBOOK.types["SANCTION"].quad == "material conflict"
    assert CODEBOOK.types["ACCUSE"].score == -3
    assert CODEBOOK.types["PROTEST"].intensity(("vandalize",)) == -5


@pytest.mark.parametrize(
    ("type_", "modes", "trigger", "expected"),
    [
        ("COERCE", (), "were evicted", ("EVICTION", ())),
        ("ASSAULT", ("destroy",), "demolished", ("EVICTION", ("destroy",))),
        ("COERCE", ("arrest",), "arrested", None),
        ("PROTEST", ("strike",), "stopped paying", ("RENT_STRIKE", ())),
        ("PROTEST", ("riot",), "rioted", None),
        ("CONCEDE", (), "froze rents", ("RELIEF", ())),
        ("CONSULT", (), "met", None),
    ],
)
def test_the_codebook_of_the_docs_tells_events_in_its_own_terms(written, type_, modes, trigger, expected):
    housing = codebook(written(HOUSING))
    assert list(housing.types) == ["EVICTION", "RENT_STRIKE", "RELIEF"]
    assert housing.contexts == CODEBOOK.contexts
    assert housing.recoded(type_, modes, trigger) == expected


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('name = "Housing"', "title = 3", "'title' is no entry"),
        ("score = 8", "score = 80", "types.RELIEF.score has to be a number from -10 to 10"),
        ("score = 8", "score = true", "has to be a number"),
        ('quad = "material cooperation"', 'quad = "kind"', "it has to be one of verbal cooperation"),
        ('"AID", "CONCEDE"', '"AIDE"', "PLOVER's types are AGREE"),
        ("PROTEST strike", "PROTEST stride", "the modes of PROTEST are: demo"),
        ("destroy = -9", "arrest = -9, nap = 1", "'nap' is no mode of what it covers"),
        ('"evict"', '"..."', "one has no letter"),
        ('covers = ["AID", "CONCEDE"]', "", "types.RELIEF covers nothing"),
        ('version = "1"', 'version = "1"\ncontexts = ["housing"]', "'housing' is none of PLOVER's"),
        ("[types.EVICTION]", "[types.EVICTION", "is not TOML"),
    ],
)
def test_a_wrong_codebook_is_refused_with_file_and_fix(written, old, new, why):
    assert old in HOUSING
    folder = written(HOUSING.replace(old, new))
    with pytest.raises(OntologyError, match=re.escape(why)) as refused:
        codebook(folder)
    assert str(refused.value).startswith(str(folder / "codebook.toml"))


def test_a_folder_without_a_codebook_is_refused(tmp_path):
    with pytest.raises(OntologyError, match=r"docs/ontology\.md"):
        codebook(tmp_path / "nowhere")
