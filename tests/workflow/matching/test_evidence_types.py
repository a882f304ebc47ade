"""Which usual kinds of evidence are not here yet, by the titles and types of papers."""

import pytest

from framework.keywords import builtin_keywords
from workflow.matching.evidence_types import missing

KINDS = (
    "governing body minutes",
    "careers report to governors",
    "link governor visit note",
    "college strategic plan",
    "vulnerable learner tracker (restricted)",
)


def lacking(*papers):
    return missing(KINDS, papers, builtin_keywords())


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
    ],
)
def test_what_any_paper_may_be_called_says_nothing_of_its_kind(kind, title):
    assert missing((kind,), [(title, "Report")], builtin_keywords()) == ()
    assert missing((kind,), [("Staff survey of canteens", "Report")], builtin_keywords()) == (kind,)


def test_a_kind_is_known_by_its_other_names_and_by_the_type():
    assert KINDS[0] not in lacking(("Corporation, 7 July 2026", "Minutes"))


def test_a_title_that_shares_only_a_word_is_none():
    assert lacking(("Improvement plan for the roof", "Plan")) == KINDS
