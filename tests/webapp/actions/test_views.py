"""The action plan on its pages: planned, noted, exported, read back."""

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from store.db import utc_now
from tests.webapp.conftest import post, token_of

DUE = (utc_now() + timedelta(days=100)).date().isoformat()


@pytest.fixture
def planned(client_as):
    """The address of an action of the careers leader."""
    client = client_as("careers_leader")
    page = client.get("/actions/new?dimension=1.5").text
    owner = re.search(r'<option value="([^"]+)" selected>', page.split('name="owner"')[1])[1]
    fields = {
        "dimension": "1.5", "about": "1.5/4/a", "words": "Destinations at each board.",
        "measure": "Minutes.", "owner": owner, "due_on": DUE, "origin": "statement",
    }  # fmt: skip
    answer = client.post("/actions/new", data={"csrf_token": token_of(page), **fields})
    return answer.headers["Location"]


def test_an_action_is_planned_noted_and_done(client_as, planned):
    client = client_as("careers_leader")
    assert "Destinations at each board." in client.get("/actions").text
    assert post(client, planned, f"{planned}/progress").status_code == 422
    post(client, planned, f"{planned}/progress", progress="Two boards so far.")
    assert "Two boards so far." in client.get("/actions").text

    post(client, planned, f"{planned}/end", state="done", reason="The minutes show it.")

    assert "Add the paper that shows it" in client.get(planned).text


def test_progress_typed_into_the_spreadsheet_is_shown_and_then_saved(client_as, planned):
    client = client_as("careers_leader")
    book = load_workbook(io.BytesIO(client.get("/actions/file.xlsx").data))
    row = next(r for r in book.active.iter_rows() if r[0].value == planned.rpartition("/")[2])
    row[9].value = "From the spreadsheet."
    out = io.BytesIO()
    book.save(out)
    token = token_of(client.get("/actions").text)
    page = client.post(
        "/actions/read",
        data={"csrf_token": token, "file": (io.BytesIO(out.getvalue()), "plan.xlsx")},
    ).text
    assert "From the spreadsheet." in page
    assert "From the spreadsheet." not in client.get("/actions").text
    fields = dict(re.findall(r'name="(after-[^"]+)" value="([^"]+)"', page))
    ticked = re.findall(r'name="take"[^>]*value="([^"]+)"', page)

    client.post("/actions/save", data={"csrf_token": token, "take": ticked, **fields})

    assert "From the spreadsheet." in client.get("/actions").text


def test_columns_get_the_colleges_own_names(client_as):
    client = client_as("careers_leader")

    post(client, "/actions", "/actions/columns", action="QIP step")

    book = load_workbook(io.BytesIO(client.get("/actions/file.xlsx").data))
    assert book.active["D1"].value == "QIP step"
    assert client.get("/actions/file.docx").status_code == 200


def test_changing_keeps_what_was_typed_and_shows_what_stands(client_as, planned):
    client = client_as("careers_leader")
    page = client.get(f"{planned}/change").text
    assert "Destinations at each board." in page
    fields = {
        "dimension": "1.5", "about": "level/4", "words": "Mine.", "owner": "", "due_on": DUE,
        "origin": "report", "seen_version": "1",
    }  # fmt: skip

    answer = client.post(f"{planned}/change", data={"csrf_token": token_of(page), **fields})

    assert answer.status_code == 422
    assert "Mine." in answer.text


def test_others_read_the_plan(client_as, planned):
    page = client_as("governor").get(planned).text

    assert "Destinations at each board." in page
    assert "How does it go?" not in page
    assert client_as("assessor").get("/actions").status_code == 403


@pytest.mark.parametrize("origin", ["statement", "verdict", "response", "report"])
def test_what_an_action_follows_from_is_kept_while_the_dimension_is_chosen(client_as, origin):
    client = client_as("careers_leader")
    assert f'name="origin" value="{origin}"' in client.get(f"/actions/new?origin={origin}").text

    page = client.get(f"/actions/new?origin={origin}&dimension=1.5").text

    assert f'<option value="{origin}" selected>' in page
