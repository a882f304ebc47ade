"""The governor's page and its board paper on the sample college."""

import pytest


def test_a_governor_reads_late_actions_and_questions_and_takes_the_board_paper(client_as):
    """Story 21: two pages, printed or on a screen; what is late is on them."""
    governor = client_as("governor")
    page = governor.get("/summary").text

    assert "Bring destinations by campus to the quality committee each term." in page
    assert page.count("<li>") >= 3
    assert "Ask the careers leader" in page
    assert governor.get("/summary/board-paper.pdf").data.startswith(b"%PDF-")
    assert governor.get("/summary/board-paper.docx").data.startswith(b"PK")
    assert governor.get("/summary/board-paper.txt").status_code == 404


@pytest.mark.parametrize("name", ["assessor", "validator"])
def test_outsiders_see_no_action_of_the_college(client_as, name):
    assert "Late actions" not in client_as(name).get("/summary").text
