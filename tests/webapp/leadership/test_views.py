"""The leadership review on its pages: prepared, picked on a phone, met, recorded, minuted."""

import re

import pytest

from tests.webapp.conftest import post, token_of


@pytest.fixture
def reopened(client_as):
    """The sample college's assessment with its levels open again."""
    senior = client_as("senior_leader")
    if "Reopen the assessment" in senior.get("/assessment").text:
        post(senior, "/assessment", "/assessment/reopen", reason="A level was wrong.")
    return client_as("careers_leader")


@pytest.fixture
def prepared(reopened):
    """The address of a review that the careers leader prepares with two others."""
    page = reopened.get("/leadership/new").text
    keys = {
        name: key for key, name in re.findall(r'id="p-([^"]+)".*?<label[^>]*>([^<]+)</label>', page)
    }
    people = [keys[name] for name in ("Maeve Tolland", "Callum Wetherlow", "Nkechi Orlebar")]
    fields = {
        "csrf_token": token_of(page), "meets_on": "2027-01-12", "people": people,
        **{f"role-{key}": "Leader" for key in people},
        "guest-1": "Tobias Renfell", "guest-role-1": "Enterprise Adviser",
    }  # fmt: skip
    answer = reopened.post("/leadership/new", data=fields)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_the_sample_college_shows_a_meeting_with_its_minutes(client_as):
    client = client_as("governor")
    [address] = re.findall(
        r'href="(/leadership/[^"/]+)">12 November 2026', client.get("/leadership").text
    )

    meeting = client.get(f"{address}/meeting").text

    assert "33 of 34 agreed" in meeting
    assert "1 parked" in meeting
    assert "Careers Link Governor" in client.get(f"{address}/views").text
    assert client.get(f"{address}/minutes.docx").data[:2] == b"PK"


def test_a_review_from_the_first_pick_to_minutes_in_the_library(client_as, prepared):
    """Roles first, save and resume, the agreed level with its date, minutes as evidence."""
    leader, governor = client_as("careers_leader"), client_as("governor")
    assert "Pick the levels that fit best" in governor.get("/").text
    theme = f"{prepared}/picks/1"
    fields = {"level-1.2": "3", "sentence-1.2": "We ask each term.", "level-1.3": "2"}
    assert post(governor, theme, theme, **fields).headers["Location"].endswith("/picks/2")
    assert "2 of 34 levels picked" in governor.get(theme).text
    post(leader, theme, theme, **{"level-1.2": "1", "level-1.3": "2"})
    assert "We ask each term." not in leader.get(prepared).text
    assert leader.get(f"{prepared}/meeting").status_code == 409

    post(leader, prepared, f"{prepared}/meeting/open")

    meeting = leader.get(f"{prepared}/meeting").text
    assert meeting.index("1.2 Leaders") < meeting.index("Everybody picked the same (1)")
    step = f"{prepared}/meeting/1.2"
    assert "We ask each term." in leader.get(step).text
    assert 'type="radio" name="level" id="level-3" value="3" checked' not in leader.get(step).text
    assert post(leader, step, step, what="agree", level="3").status_code == 422
    version = re.search(r'name="seen_version" value="(\d+)"', leader.get(step).text)[1]
    decided = {"level": "4", "sentence": "The board acts on it.", "seen_version": version}
    assert post(leader, step, step, what="agree", **decided).status_code == 302
    post(leader, f"{prepared}/meeting", f"{prepared}/meeting/1.4", what="park", sentence="Later.")
    post(leader, f"{prepared}/meeting", f"{prepared}/meeting/agree-all",
         **{"which": "all", "all": "1.3", "seen-1.3": seen(leader, prepared, "1.3")})  # fmt: skip
    senior = client_as("senior_leader")
    assert "Agree as the second person" not in leader.get(f"{prepared}/meeting").text
    post(senior, f"{prepared}/meeting", f"{prepared}/meeting/second", second=["1.2", "1.3"])
    assert "The board acts on it." in leader.get("/assessment/1.2").text
    post(leader, f"{prepared}/meeting", f"{prepared}/meeting/end")
    added = post(leader, prepared, f"{prepared}/minutes")
    assert (
        "Leadership review of careers, 12 January 2027"
        in leader.get(added.headers["Location"]).text
    )
    assert "in the library" in leader.get(prepared).text


def seen(client, prepared, code):
    """The claim version that the list of unanimous dimensions carries."""
    page = client.get(f"{prepared}/meeting").text
    return re.search(rf'name="seen-{re.escape(code)}" value="(\d+)"', page)[1]
