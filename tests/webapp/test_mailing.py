"""Mail through a real server: sent, kept while it is away, refused for good, never a secret."""

import dataclasses
import logging
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from store.blobs import FolderBlobs
from store.db import utc_now
from store.errors import SettingError
from store.settings import Settings
from tests.factories.mail import mail_server
from tests.factories.people import a_college, a_person, an_actor
from tests.factories.workflow import an_assessment
from webapp.mailing import deliver_due
from webapp.services import Services
from workflow.kinds.mail import MailPace, MailState
from workflow.models.mail import Mail, ReplyLink
from workflow.requests import requests
from workflow.requests.request_addressees import Addressees, Outsider
from workflow.requests.requests import Gap
from workflow.telling import notices

BASE = "https://evidence.college.example"


@pytest.fixture
def installation(database, tmp_path):
    """Makes services whose mail server is at an address."""

    def make(smtp_url):
        settings = Settings.from_env({"CE_DATA_DIR": str(tmp_path), "CE_BASE_URL": BASE})
        settings = dataclasses.replace(settings, smtp_url=smtp_url)
        return Services(settings, database, FolderBlobs(tmp_path / "blobs", tmp_path / "scratch"))

    return make


@pytest.fixture
def told(database):
    """Somebody who wants mail at once, and is told something."""
    with database.writing() as session:
        actor = an_actor(session, a_college(session), person=a_person(session, "Ada Marsh"))
        notices.choose_pace(session, actor, MailPace.IMMEDIATE, now=utc_now())
        tell(session, actor, "A claim was agreed.")
    return actor


def tell(session, actor, sentence):
    notices.tell(
        session, actor.college_id, [actor.person_id], sentence=sentence, path="/x", now=utc_now()
    )


def the_mail(database):
    with database.reading() as session:
        return session.scalars(select(Mail)).one()


def test_a_notice_arrives_once_as_plain_text_with_a_link(database, installation, told):
    with mail_server() as (postbox, address):
        services = installation(address)
        assert deliver_due(services) == 1
        assert deliver_due(services) == 0

    [mail] = postbox.mails
    assert mail["Subject"] == "A claim was agreed."
    assert mail.get_content_type() == "text/plain"
    assert f"{BASE}/x" in mail.get_content()
    assert the_mail(database).state is MailState.SENT


def test_a_mail_waits_while_the_server_is_down_and_leaves_when_it_is_back(
    database, installation, told
):
    with mail_server() as (_postbox, address):
        pass
    services = installation(address)
    assert deliver_due(services) == 0
    mail = the_mail(database)
    assert (mail.state, mail.attempt) == (MailState.WAITING, 1)
    assert "cannot be reached" in mail.trouble
    with database.writing() as session:
        session.get_one(Mail, mail.id).next_try_at = utc_now()

    with mail_server(urlsplit(address).port) as (postbox, _address):
        assert deliver_due(services) == 1

    assert len(postbox.mails) == 1


def test_an_address_that_is_refused_for_good_is_given_up_with_a_sentence(
    database, installation, told
):
    with mail_server() as (postbox, address):
        with database.writing() as session:
            notices.gather_due(session, base_url=BASE, now=utc_now())
        postbox.refused.add(the_mail(database).to_address)
        assert deliver_due(installation(address)) == 0

    mail = the_mail(database)
    assert mail.state is MailState.GIVEN_UP
    assert "refuses the address" in mail.trouble


def test_without_a_mail_server_mail_is_kept(database, installation, told):
    assert deliver_due(installation("")) == 0

    assert the_mail(database).state is MailState.WAITING


def test_a_reply_link_stands_in_the_mail_and_nowhere_else(database, installation, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    with database.writing() as session:
        college = a_college(session)
        actor = an_actor(session, college)
        an_assessment(session, college)
        to = Addressees(outsiders=(Outsider("Ann Bell", "ann@employer.example"),))
        gap = Gap("1.5", 2, "Anything.", date(2999, 3, 1))
        requests.ask(session, actor, gap, to, now=utc_now())
    with mail_server() as (postbox, address):
        deliver_due(installation(address))

    token = re.search(rf"{BASE}/reply/(\S+)", postbox.mails[0].get_content())[1]
    with database.reading() as session:
        [link] = session.scalars(select(ReplyLink))
        kept = [mail.body for mail in session.scalars(select(Mail))]
    assert token not in link.token_hash
    assert token not in "".join(kept)
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("mail.log")]
    assert token not in "".join(ours)  # the mail server of the test logs what it is sent


def test_a_wrong_address_of_the_mail_server_is_told_without_its_password():
    with pytest.raises(SettingError) as refused:
        Settings.from_env({"CE_SMTP_URL": "http://clerk:hunter2@mail.example"})

    assert "hunter2" not in refused.value.sentence
    assert "CE_SMTP_URL" in refused.value.sentence


def test_a_wrong_sender_is_told():
    with pytest.raises(SettingError, match="CE_MAIL_FROM"):
        Settings.from_env({"CE_MAIL_FROM": "not an address"})
