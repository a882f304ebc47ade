"""What the field also calls it is looked for too, but never guessed."""

from dataclasses import replace

import pytest

from framework.keywords import builtin_keywords
from search_index.query import parse
from search_index.synonyms import MOST_EXPANSIONS, thesaurus


def expand(text):
    return thesaurus(builtin_keywords()).expand(parse(text))


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("LMI", "labour market information"),
        ("lmi", "labour market information"),
        ("labour market information", "LMI"),
        ("clerk SLT", "senior leadership team"),
        ("SEND", "special educational needs and disabilities"),
    ],
)
def test_a_name_brings_its_other_names(typed, other):
    query, added = expand(typed)

    assert other in added
    assert other in [term.text for term in query.clauses[-1].expansions]


@pytest.mark.parametrize("typed", ["SAR", "ILR", "EA", "send", '"LMI"', "LMI*", '"LMI" OR staff'])
def test_what_means_several_things_or_stands_as_it_is_is_not_expanded(typed):
    query, added = expand(typed)

    assert added == ()
    assert all(clause.expansions == () for clause in query.clauses)


def test_each_of_several_words_to_choose_from_brings_its_own_names():
    query, added = expand("zebra OR LMI OR SEND")

    assert {"labour market information", "special educational needs and disabilities"} <= {*added}
    assert len(query.clauses) == 1
    assert {term.text for term in query.clauses[0].expansions} == {*added}


def test_an_acronym_of_two_letters_with_several_meanings_is_never_looked_for_unasked():
    _, added = expand("enterprise adviser")

    assert "EA" not in added


def test_the_longest_name_wins():
    _, added = expand("careers leader")

    assert "head of careers" in added


def test_expansions_have_a_limit():
    _, added = expand("learner tutor parents destinations evaluation network principal")

    assert len(added) == MOST_EXPANSIONS


def test_what_is_no_name_but_a_sentence_is_not_looked_for():
    names = {"XYZ": "nobody could say what these letters stand for in any source at all"}
    odd = replace(builtin_keywords(), sha256="odd", acronyms=names)

    assert thesaurus(odd).expand(parse("XYZ"))[1] == ()
