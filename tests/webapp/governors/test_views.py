"""What governors leave with the assessment, as a page."""

import re

from tests.webapp.conftest import post


def test_a_governor_leaves_a_question_from_the_summary_and_reads_the_answer(client_as):
    governor, leader = client_as("governor"), client_as("careers_leader")
    assert "/governors" in governor.get("/summary").text

    post(
        governor, "/governors", "/governors", kind="question", words="Who leads on 3.4?",
        dated="2026-11-05", dimension="3.4",
    )  # fmt: skip
    assert "A governor asks: Who leads on 3.4?" in leader.get("/").text
    action = re.search(r'action="(/governors/[^"]+/answer)"', leader.get("/governors").text)[1]
    field = f"answer-{action.split('/')[2]}"
    refused = post(leader, "/governors", action, **{field: " "})
    post(leader, "/governors", action, **{field: "Nobody yet; the plan names two people."})

    assert refused.status_code == 422
    assert "the plan names two people" in governor.get("/governors").text


def test_assessors_do_not_read_them(client_as):
    assert client_as("assessor").get("/governors").status_code == 403
