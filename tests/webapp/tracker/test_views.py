"""The college's tracker as its careers leader meets it."""

import io

import pytest
from openpyxl import load_workbook

from tests.ingest.reading.making_sheets import xlsx
from tests.webapp.conftest import token_of

HEADINGS = ["Dimension", "Level", "Reason", "File or link", "Page", "Quote", "Owner", "Due"]
QUOTE = "Every referral has a state (made, booked, seen, missed, closed)"


def bring(client, body, name="tracker.xlsx"):
    token = token_of(client.get("/tracker").text)
    return client.post("/tracker", data={"csrf_token": token, "file": (io.BytesIO(body), name)})


def take(client, where, *names, **seen):
    token = token_of(client.get(where).text)
    return client.post(f"{where}/take", data={"csrf_token": token, "take": list(names)} | seen)


@pytest.fixture
def leader(client_as):
    return client_as("careers_leader")


def test_a_tracker_that_was_taken_out_changes_nothing_when_it_comes_back(leader):
    out = leader.get("/tracker/export")

    answer = bring(leader, out.data)

    assert load_workbook(io.BytesIO(out.data)).active["A1"].value == "Dimension"
    assert out.headers["Content-Disposition"].startswith("attachment")
    assert "Nothing would change." in leader.get(answer.headers["Location"]).text


def test_differences_are_shown_before_anything_is_taken_over(leader):
    """Quotes are found and offered, what was not found says why, and only ticks change anything."""
    body = xlsx([HEADINGS, ["6.1", "", "", "", "", QUOTE, "Head of Guidance", "31 January 2027"],
                 ["6.1", "", "", "Lost paper.pdf", "", "Some words", "", ""]])  # fmt: skip
    where = bring(leader, body).headers["Location"]

    page = leader.get(where).text
    before = leader.get("/assessment/6.1").text
    nothing = take(leader, where)
    done = take(leader, where, "quote-2", "owner-6.1")

    assert "Cite it, from row 2" in page
    assert "No document here is called “Lost paper.pdf”. Upload it first." in page
    assert "Head of Guidance, by 31 January 2027" in page
    assert "As in the college" not in before
    assert (nothing.status_code, done.status_code) == (422, 302)
    assert "As in the college" in leader.get("/assessment/6.1").text


def test_columns_are_guessed_and_can_be_changed(leader):
    where = bring(leader, xlsx([["Ours", "A"], ["1.5", "Level 2"], ["2.1", "3"]])).headers[
        "Location"
    ]
    page = leader.get(where).text
    form = {"csrf_token": token_of(page), "sheet": "0", "heading_row": "1"}

    missing = leader.post(f"{where}/columns", data=form)
    mapped = leader.post(
        f"{where}/columns", data=form | {"column-dimension": "1", "column-level": "2"}
    )

    assert "Say which column holds the dimension." in page
    assert missing.status_code == 422
    assert mapped.status_code == 302
    assert "1.5 Support" in leader.get(where).text


def test_a_claim_that_changed_meanwhile_is_compared_again(leader):
    body = xlsx([HEADINGS, ["6.1", "", "", "", "", "", "Somebody else", ""]])
    where = bring(leader, body).headers["Location"]

    late = take(leader, where, "owner-6.1", **{"seen-6.1": "99"})

    assert late.status_code == 409
    assert "Somebody changed the claim of 6.1 meanwhile." in late.text


@pytest.mark.parametrize("body", [b"no workbook", b""])
def test_what_is_no_workbook_is_refused_at_its_field(leader, body):
    answer = bring(leader, body)

    assert answer.status_code == 422
    assert "Excel workbook" in answer.text


def test_it_is_reached_from_the_assessment_by_leaders_only(client_as, leader):
    assert "/tracker" in leader.get("/assessment").text
    other = client_as("contributor_construction")
    assert '"/tracker"' not in other.get("/assessment").text
    assert other.get("/tracker").status_code == 403
    assert other.get("/tracker/export").status_code == 403
