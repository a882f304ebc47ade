"""A review: opened by leaders, with people engaged in it."""

import re

from tests.webapp.conftest import post


def address_of_review(client):
    return re.search(r'href="(/reviews/(?!new)[^"]+)"', client.get("/assessment").text)[1]


def test_a_review_tells_who_takes_part_and_what_ties_them(client_as):
    client = client_as("careers_leader")

    page = client.get(address_of_review(client)).text

    assert "Imran Castleden" in page
    assert "Tallowmere" in page


def test_a_review_without_a_title_is_refused_and_nothing_is_lost(client_as):
    answer = post(
        client_as("careers_leader"), "/reviews/new", "/reviews/new", kind="hub", title="",
        starts_on="2026-12-01", ends_on="2026-12-20", scope="Themes 1 and 2.",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "Themes 1 and 2." in answer.text


def test_a_review_is_opened_and_somebody_is_engaged(client_as):
    client = client_as("senior_leader")
    opened = post(
        client, "/reviews/new", "/reviews/new", kind="hub", title="Hub review, spring",
        starts_on="2026-11-20", ends_on="2027-03-20", scope="Theme 1.",
    )  # fmt: skip
    address = opened.headers["Location"]

    unknown = post(client, address, f"{address}/engage", name="X", email="no", role="assessor")
    engaged = post(
        client, address, f"{address}/engage", name="Thea Quillby", role="assessor",
        email="thea.quillby@elsewhere.example",
    )  # fmt: skip

    assert unknown.status_code == 422
    assert engaged.status_code == 302
    assert "Thea Quillby" in client.get(address).text


def test_contributors_and_outsiders_open_no_review(client_as):
    for person in ("contributor_quality", "governor", "assessor"):
        assert client_as(person).get("/reviews/new").status_code == 403


def test_a_reviewer_declares_the_college_objects_and_the_lead_decides(client_as):
    leader, assessor, lead = map(client_as, ("careers_leader", "assessor", "lead_assessor"))
    address = address_of_review(assessor)
    page = assessor.get(address).text
    assert "Declare what ties you to this college" in page

    without = post(assessor, address, f"{address}/interests", kind="", note="")
    post(assessor, address, f"{address}/interests", kind="acquaintance", note="Of the principal.")
    declared = leader.get(address).text
    objecting = re.search(r"Of the principal\..*?action=\"([^\"]+/object)\"", declared, re.DOTALL)[
        1
    ]
    refused = post(leader, address, objecting, reason="")
    post(leader, address, objecting, reason="They are friends.")
    home = lead.get("/").text
    deciding = re.search(r'action="([^"]+/objections/[^"]+)"', lead.get(address).text)[1]
    post(lead, address, deciding, decision="stays", reason="They met twice.")

    assert without.status_code == 422
    assert refused.status_code == 422
    assert "Say why this should keep them out" in refused.text
    assert "objects to an interest" in home
    assert "They stay." in leader.get(address).text
    assert "They met twice." in leader.get(address).text


def test_a_review_without_levels_says_so_wherever_a_level_would_stand(client_as):
    client = client_as("senior_leader")
    opened = post(
        client, "/reviews/new", "/reviews/new", kind="peer", title="Among friends",
        starts_on="2026-11-20", ends_on="2027-03-20", gives_levels="no",
    )  # fmt: skip
    address = opened.headers["Location"]

    assert "Gives no levels" in client.get(address).text
    assert (
        "Among friends</a>: open, until 20 March 2027, without levels"
        in client.get("/assessment").text
    )
    assert "nothing to accept or hold" in client.get(f"{address}/responses").text


def test_a_validation_without_levels_is_refused(client_as):
    answer = post(
        client_as("senior_leader"), "/reviews/new", "/reviews/new", kind="external",
        title="Validation", starts_on="2026-11-20", ends_on="2027-03-20", gives_levels="no",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "A validation judges levels." in answer.text
