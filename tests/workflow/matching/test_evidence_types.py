"""Which usual kinds of evidence are not here yet, by the titles and types of papers."""

import pytest

from framework.keywords import builtin_keywords
from workflow.matching.evidence_types import missing
from workflow.matching.papers import Paper

KINDS = (
    "governing body minutes",
    "careers report to governors",
    "link governor visit note",
    "college strategic plan",
    "vulnerable learner tracker (restricted)",
)


def lacking(*papers):
    return missing(KINDS, [Paper(*paper) for paper in papers], builtin_keywords())


def is_missing(kind, *paper):
    return missing((kind,), [Paper(*paper)], builtin_keywords()) == (kind,)


def test_without_papers_every_kind_is_missing_in_its_order():
    assert lacking() == KINDS


@pytest.mark.parametrize(
    ("title", "type_words", "kind"),
    [
        ("Careers report to governors 2025/26", "Report", "careers report to governors"),
        ("Link governor visit note, 5 November 2026", "Note", "link governor visit note"),
        ("Strategic plan 2024-28", "Strategy", "college strategic plan"),
        ("Vulnerable learners: the tracker", "Other", "vulnerable learner tracker (restricted)"),
    ],
)
def test_a_paper_whose_title_says_most_of_a_kind_is_one(title, type_words, kind):
    assert lacking((title, type_words)) == tuple(k for k in KINDS if k != kind)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("learner survey results", "Learner survey report, May 2026"),
        ("destination analysis by cohort and curriculum area", "Destinations report 2025"),
        ("accountability statement outcomes", "Accountability statement 2026/27"),
    ],
)
def test_what_any_paper_may_be_called_says_nothing_of_its_kind(kind, title):
    assert not is_missing(kind, title, "Report")
    assert is_missing(kind, "Staff survey of canteens", "Report")


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("accountability statement with LSIP commitment", "Accountability statement 2026/27"),
        ("scheme of work showing LMI", "Tutorial scheme of work"),
        ("scheme of work with careers links", "Scheme of Work: Hair and Beauty"),
        ("learner survey on LMI", "Learner survey report"),
        ("self-assessment report section on progression", "Self-assessment report 2025/26"),
        ("guidance calendar linked to transitions", "The guidance calendar"),
    ],
)
def test_the_topic_of_a_kind_need_not_stand_in_a_title(kind, title):
    assert not is_missing(kind, title)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("accountability statement with LSIP commitment", "Impartiality statement"),
        ("accountability statement with LSIP commitment", "Statement of financial accountability"),
        ("scheme of work showing LMI", "Work experience scheme"),
        ("learner work using LMI", "Work placements for each learner"),
        ("learner survey on LMI", "Staff survey report"),
        ("learner survey on LMI", "Learner handbook"),
        ("needs analysis of locality", "Learners with high needs"),
        ("evaluation of LMI activity to SLT", "Evaluation of the canteen"),
        ("list of curriculum careers champions", "Price list"),
        ("CPD record of careers roles", "Staff development programme"),
        ("plan for sharing success stories", "Fire plan"),
        ("self-assessment report section on progression", "Annual report"),
        ("employer survey results", "Employer partnership agreement"),
    ],
)
def test_a_paper_of_another_kind_does_not_stand_for_one(kind, title):
    assert is_missing(kind, title, "Other")


def test_a_paper_is_what_its_first_row_calls_it():
    kind = "accountability statement with LSIP commitment"

    assert not is_missing(kind, "scan0001", "Other", "Wyrecombe College: Accountability Statement")
    assert is_missing(kind, "scan0001", "Other", "The accountability of the board: a statement")
    sentence = "Governors read the accountability statement and " + "asked again and again " * 4
    assert is_missing(kind, "scan0001", "Other", sentence)


def test_a_kind_is_known_by_its_other_names_and_by_the_type():
    assert KINDS[0] not in lacking(("Corporation, 7 July 2026", "Minutes"))


def test_a_title_that_shares_only_a_word_is_none():
    assert lacking(("Improvement plan for the roof", "Plan")) == KINDS
