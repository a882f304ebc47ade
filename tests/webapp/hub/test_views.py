"""The hub's page on the sample: approved summaries for who reads there, nothing for others."""

from tests.webapp.conftest import post


def test_a_hub_reads_an_approved_summary_until_the_college_withdraws_it(client_as):
    leader, reader = client_as("senior_leader"), client_as("facilitator")
    assert "Summaries of Marlshire Careers Hub" in reader.get("/").text
    page = reader.get("/hub").text
    assert "Wyrecombe College, 2026/27" in page
    assert "governors&#39; questions became part" in page
    assert post(leader, "/summary/hub", "/summary/hub/withdraw").status_code == 302
    assert "No college of this hub has published" in reader.get("/hub").text
    assert post(leader, "/summary/hub", "/summary/hub", words="Once more.").status_code == 302
    assert "Once more." in reader.get("/hub").text


def test_who_reads_no_hub_finds_none_and_only_senior_leaders_publish(client_as):
    assert client_as("assessor").get("/hub").status_code == 404
    assert client_as("careers_leader").get("/summary/hub").status_code == 403
