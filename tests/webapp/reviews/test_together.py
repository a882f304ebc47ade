"""The page on which the assessors of a review read together."""

import re

from tests.webapp.conftest import post


def test_assessors_submit_see_both_judgements_and_record_what_they_agree(client_as):
    assessor, lead = client_as("assessor"), client_as("lead_assessor")
    survey = lead.get("/desk").text
    assert "/together" in survey
    claim = re.search(r'href="/desk/([^"]+)">1\.1 ', survey)[1]
    judged = post(
        lead, f"/desk/{claim}", f"/desk/{claim}/judgement", level="2", seen_version="0",
        reason="Nothing of the board.", best_fit_reason="Near.", strength="A clear post.",
    )  # fmt: skip
    too_early = lead.get("/together").text

    submitted = [post(who, "/together", "/together/submit") for who in (assessor, lead)]
    refused = post(lead, "/together", f"/together/{claim}", level="2", reason="", seen="")
    recorded = post(
        lead, "/together", f"/together/{claim}", level="2", reason="We asked them.", seen=""
    )

    assert [answer.status_code for answer in (judged, *submitted)] == [302, 302, 302]
    assert "Agree on it once both are submitted." in too_early
    assert refused.status_code == 422
    assert "Say why you agree on this level." in refused.text
    assert recorded.status_code == 302
    page = assessor.get("/together").text
    for words in ("Nothing of the board.", "A clear post.", "Agreed: level 2.", "We asked them."):
        assert words in page
    assert client_as("careers_leader").get("/together").status_code == 403
