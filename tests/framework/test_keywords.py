"""The keyword edition: it covers the model, is hashed apart from it, and cannot be changed."""

import re

import pytest

from framework.errors import FrameworkError
from framework.keywords import KEYWORDS, SYNONYMS, builtin_keywords, load_keywords
from framework.loading import DATA, builtin, load

SMALL_KEYWORDS = """\
"1.1": {keywords: [plan, planning], evidence_types: [a plan]}
"1.10": {keywords: [leader], evidence_types: [a job description]}
"""
SMALL_SYNONYMS = """\
acronyms: {SLT: senior leadership team}
ambiguous: {EC: [enterprise coordinator, extenuating circumstances]}
synonyms:
  - [plan, strategy]
"""


def test_the_packaged_edition_covers_the_34_dimensions():
    edition = builtin_keywords()
    codes = [dimension.code for dimension in builtin().dimensions]

    assert list(edition.keywords) == codes
    assert list(edition.evidence_types) == codes
    assert min(len(words) for words in edition.keywords.values()) >= 10
    assert sum(len(words) for words in edition.keywords.values()) == 652


def test_an_edition_is_what_its_files_say(small_model):
    edition = load_keywords(SMALL_KEYWORDS, SMALL_SYNONYMS, load(small_model))

    assert edition.keywords == {"1.1": ("plan", "planning"), "1.10": ("leader",)}
    assert edition.evidence_types["1.10"] == ("a job description",)
    assert edition.acronyms == {"SLT": "senior leadership team"}
    assert edition.ambiguous == {"EC": ("enterprise coordinator", "extenuating circumstances")}
    assert edition.synonyms == (("plan", "strategy"),)


def test_an_edition_is_loaded_once():
    assert builtin_keywords() is builtin_keywords()


def test_the_hash_of_an_edition_is_its_own_and_follows_its_words(small_model):
    version = load(small_model)
    edition = load_keywords(SMALL_KEYWORDS, SMALL_SYNONYMS, version)
    again = load_keywords("# a comment\n" + SMALL_KEYWORDS, SMALL_SYNONYMS, version)
    other = load_keywords(SMALL_KEYWORDS.replace("leader", "lead"), SMALL_SYNONYMS, version)

    assert re.fullmatch("[0-9a-f]{64}", edition.sha256)
    assert edition == again
    assert edition != other
    assert edition.sha256 != version.sha256


def test_another_wording_of_the_model_leaves_the_keyword_edition_as_it_is(small_model):
    reworded = load(small_model.replace("title: Plans", "title: Planning"))

    edition = load_keywords(SMALL_KEYWORDS, SMALL_SYNONYMS, reworded)

    assert edition == load_keywords(SMALL_KEYWORDS, SMALL_SYNONYMS, load(small_model))


def test_nothing_in_an_edition_can_be_changed():
    edition = builtin_keywords()

    for mapping in (
        edition.keywords,
        edition.evidence_types,
        edition.acronyms,
        edition.ambiguous,
    ):
        with pytest.raises(TypeError):
            mapping["1.1"] = ("changed",)


def test_no_expansion_carries_a_remark():
    edition = builtin_keywords()

    assert "DEAG" not in edition.acronyms
    assert [text for text in edition.acronyms.values() if "(" in text] == []
    assert edition.acronyms["LMI"] == "labour market information"
    assert ("labour market information", "LMI") in [group[:2] for group in edition.synonyms]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"1.10"', '"1.9"', "keywords.yaml: the file has no '1.10'"),
        ('"1.10"', '"1.1"', "keywords.yaml, line 1: '1.1' stands twice in one place"),
        ("[leader]", "[]", "keywords.yaml: dimension 1.10: keywords is an empty list"),
        ("[leader]", "leader", "keywords.yaml: dimension 1.10: keywords must be a list"),
        ("[leader]", "[leader, leader]", "dimension 1.10: keywords names 'leader' twice"),
        ("[leader]", "['']", "keywords.yaml: dimension 1.10: keywords: one entry is empty"),
        ("[plan, strategy]", "[plan]", "synonyms.yaml: the file: synonyms: group 1 must name at"),
        ("acronyms:", "acronym:", "synonyms.yaml: the file has no 'acronyms'"),
        ("senior leadership team", "''", "the file: acronyms: SLT is empty"),
        (", extenuating circumstances", "", "the file: ambiguous: EC must name at least two"),
    ],
)
def test_a_broken_rule_is_named_with_file_and_place(small_model, old, new, problem):
    keywords, synonyms = (text.replace(old, new) for text in (SMALL_KEYWORDS, SMALL_SYNONYMS))
    assert (keywords, synonyms) != (SMALL_KEYWORDS, SMALL_SYNONYMS)

    with pytest.raises(FrameworkError) as raised:
        load_keywords(keywords, synonyms, load(small_model))

    assert problem in raised.value.sentence


@pytest.mark.parametrize("name", [KEYWORDS, SYNONYMS])
def test_the_packaged_files_say_where_they_come_from(name):
    first_lines = (DATA / name).read_text(encoding="utf-8")[:300]

    assert "for this project" in re.sub(r"\s+#?\s*", " ", first_lines)
