"""Each person's choice of mail, and what administrators see of it."""

from tests.webapp.conftest import post


def test_a_person_chooses_how_often(client_as):
    client = client_as("contributor_construction")
    assert "at most one mail a week" in client.get("/mail/mine").text
    assert post(client, "/mail/mine", "/mail/mine", pace="weekly").status_code == 422

    post(client, "/mail/mine", "/mail/mine", pace="never")

    assert 'value="never" checked' in client.get("/mail/mine").text


def test_without_a_mail_server_an_administrator_is_told(client_as):
    page = client_as("administrator").get("/mail/outgoing").text

    assert "CE_SMTP_URL" in page


def test_nobody_else_reads_the_mail(client_as):
    assert client_as("careers_leader").get("/mail/outgoing").status_code == 403
