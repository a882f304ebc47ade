"""The board paper: purpose, recommendation, summary, risk, in the words of the governor's page."""

from datetime import date
from types import SimpleNamespace

import pypdfium2

from tests.workflow.governance.test_summary import GOVERNOR, seen
from workflow.actions.late_actions import LateAction
from workflow.governance import board_paper
from workflow.governance.summary import summarise
from workflow.papers import report_formats

LATE = LateAction("k", "1.5", "Report destinations each term.", "A. Clerk", date(2026, 11, 2))
CYCLE = SimpleNamespace(name="2026/27")


def paper(*late, **rows):
    found = seen(**rows)
    object.__setattr__(found, "assessment", SimpleNamespace(cycle=CYCLE, scope="All sites."))
    return board_paper.tree("Wyrecombe College", summarise(GOVERNOR, found, late), found)


def words_of(tree, code):
    [section] = [one for one in tree["sections"] if one["code"] == code]
    return [block.get("text") or block["rows"] for block in section["blocks"]]


def test_a_board_paper_says_purpose_recommendation_summary_and_risk():
    tree = paper(d1_1={"level": 3, "citations": 2})

    assert [one["title"] for one in tree["sections"]] == [
        "Purpose", "Recommendation", "Summary", "What is strong", "Risk",
        "Questions worth asking",
    ]  # fmt: skip
    assert (
        "Wyrecombe College judges its careers provision in 2026/27" in words_of(tree, "purpose")[0]
    )
    assert words_of(tree, "recommendation")[0] == "The board is asked to:"
    assert words_of(tree, "strong")[0].startswith("1.1 ")


def test_late_actions_are_part_of_the_risk_with_owner_and_day():
    rows = words_of(paper(LATE), "risk")[-1]

    assert rows == [["1.5", "Report destinations each term.", "A. Clerk", "2 November 2026"]]
    assert words_of(paper(), "risk")[-1] == "No action is late."


def test_a_board_paper_is_two_sides_of_paper_and_a_word_document():
    tree = paper(LATE, d1_1={"level": 3, "citations": 2}, d1_2={"level": 1})

    assert len(pypdfium2.PdfDocument(report_formats.pdf(tree))) <= 2
    assert report_formats.docx(tree).startswith(b"PK")
