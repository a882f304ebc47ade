"""Claiming a level on the page of a dimension: in the model's own words, with a reason."""

import re

import pytest
from markupsafe import escape

from framework.loading import builtin
from tests.webapp.conftest import post


@pytest.fixture
def leader(client_as):
    """The careers leader, after the sample college's levels were opened again."""
    senior = client_as("senior_leader")
    if "Reopen the assessment" in senior.get("/assessment").text:
        post(senior, "/assessment", "/assessment/reopen", reason="A level was wrong.")
    return client_as("careers_leader")


def without_space(html):
    return "".join(re.sub(r"<[^>]+>", "", html).split())


@pytest.mark.parametrize("code", ["1.5", "4.2", "6.2"])
def test_descriptors_are_whole_and_never_shortened(leader, code):
    page = without_space(leader.get(f"/assessment/{code}").text)

    for level in builtin().dimension(code).levels:
        assert without_space(str(escape(level.text))) in page


def test_levels_are_radios_and_6_2_level_1_is_not_offered(leader):
    page = leader.get("/assessment/6.2").text

    offered = re.findall(r'type="radio" name="level" id="[^"]+" value="(\d)"', page)
    assert offered == ["0", "2", "3", "4"]


def test_a_reason_is_required_and_30_words_are_suggested_not_forced(leader):
    page = "/assessment/4.6"
    assert "30 words" in leader.get(page).text
    fields = {"level": "1", "seen_version": version_of(leader, page)}
    assert post(leader, page, f"{page}/claim", **fields).status_code == 422

    assert post(leader, page, f"{page}/claim", reason="Short.", **fields).status_code == 302


def test_a_claim_without_evidence_is_possible_and_marked(leader):
    page = "/assessment/4.6"
    fields = {"level": "1", "seen_version": version_of(leader, page), "reason": "Nothing yet."}
    post(leader, page, f"{page}/claim", **fields)

    assert "No evidence linked" in leader.get(page).text
    assert "No evidence linked" not in leader.get("/assessment/1.5").text


def version_of(client, page):
    return re.search(r'name="seen_version" value="(\d+)"', client.get(page).text)[1]
