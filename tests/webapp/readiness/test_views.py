"""The page of findings, reached from the assessment, each finding leading to what mends it."""

import re


def test_every_finding_leads_to_the_page_that_mends_it(client_as):
    client = client_as("careers_leader")

    assert "/readiness" in client.get("/assessment").text
    page = client.get("/readiness").text
    addresses = set(
        re.findall(r'<strong>[\d.]+</strong> <a class="govuk-link" href="([^"]+)"', page)
    )

    assert "Mend before you submit" in page
    assert len(addresses) > 5
    assert all(
        client.get(address.replace("&amp;", "&")).status_code == 200 for address in addresses
    )


def test_it_is_for_who_claims_levels(client_as):
    assert client_as("contributor_construction").get("/readiness").status_code == 403


def test_a_document_says_which_claims_rest_on_it_alone(client_as):
    client = client_as("careers_leader")
    library = client.get("/evidence").text
    keys = dict.fromkeys(re.findall(r"/evidence/documents/([\w-]{10,})", library))

    pages = [client.get(f"/evidence/documents/{key}").text for key in keys]

    assert any("only evidence:" in page for page in pages)


def test_gaps_lead_to_the_question_for_evidence_and_to_a_spreadsheet(client_as):
    client = client_as("careers_leader")

    assert "/readiness/gaps" in client.get("/readiness").text
    page = client.get("/readiness/gaps").text

    assert "Asked for (" in page
    assert "Ask for evidence" in page
    assert client.get("/readiness/gaps.xlsx").data[:2] == b"PK"
