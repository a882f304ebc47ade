"""Notices and the outbox: each person's pace, at most one a week to a contributor, tried again."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from tests.factories.workflow import NOW
from workflow.kinds.mail import MailPace, MailState
from workflow.models.mail import Mail
from workflow.requests import requests
from workflow.requests.request_addressees import Addressees, Outsider
from workflow.requests.requests import Gap
from workflow.telling import notices, outbox

BASE = "https://evidence.college.example"
MORNING = datetime(2027, 2, 4, 7, 0, tzinfo=UTC)  # the working day after NOW


def tell(session, year, actor, now=NOW, sentence="Something for you."):
    notices.tell(session, year.college.id, [actor.person_id], sentence=sentence, path="/x", now=now)


def gather(session, now):
    return notices.gather_due(session, base_url=BASE, now=now)


def test_a_digest_gathers_a_day_into_one_mail_on_the_next_working_morning(year):
    with year.database.writing() as session:
        tell(session, year, year.leader, sentence="First.")
        tell(session, year, year.leader, NOW + timedelta(hours=1), sentence="Second.")
        assert gather(session, MORNING - timedelta(seconds=1)) == 0
        assert gather(session, MORNING) == 1
        assert gather(session, MORNING + timedelta(days=1)) == 0
        [mail] = session.scalars(select(Mail))

    assert "2 things for you" in mail.subject
    assert mail.body.index("First.") < mail.body.index("Second.")
    assert f"{BASE}/x" in mail.body


def test_a_digest_waits_over_the_weekend_and_keeps_the_clocks_of_england(year):
    friday = datetime(2027, 3, 25, 12, 0, tzinfo=UTC)  # before Good Friday and the change of clocks
    with year.database.writing() as session:
        tell(session, year, year.leader, friday)
        tuesday = datetime(2027, 3, 30, 6, 0, tzinfo=UTC)  # seven o'clock in summer time

        assert gather(session, tuesday - timedelta(seconds=1)) == 0
        assert gather(session, tuesday) == 1


def test_each_person_chooses_at_once_daily_or_never(year):
    with year.database.writing() as session:
        notices.choose_pace(session, year.leader, MailPace.IMMEDIATE, now=NOW)
        notices.choose_pace(session, year.senior, MailPace.NEVER, now=NOW)
        for actor in (year.leader, year.senior):
            tell(session, year, actor)
        assert notices.my_pace(session, year.leader) is MailPace.IMMEDIATE
        assert gather(session, NOW) == 1
        assert gather(session, NOW + timedelta(days=30)) == 0


def test_a_contributor_gets_at_most_one_mail_a_week(year):
    with year.database.writing() as session:
        notices.choose_pace(session, year.contributor, MailPace.IMMEDIATE, now=NOW)
        tell(session, year, year.contributor)
        assert gather(session, NOW) == 1
        tell(session, year, year.contributor, NOW + timedelta(days=1))
        tell(session, year, year.contributor, NOW + timedelta(days=2))
        assert gather(session, NOW + timedelta(days=6)) == 0
        assert gather(session, NOW + timedelta(days=7)) == 1


def test_somebody_without_a_sign_in_gets_at_most_one_mail_a_week_too(year):
    to = Addressees(outsiders=(Outsider("Ann Bell", "ann@employer.example"),))
    with year.database.writing() as session:
        for dimension in ("1.5", "2.4"):
            gap = Gap(dimension, 2, "Anything.", date(2027, 3, 1))
            requests.ask(session, year.leader, gap, to, now=NOW)
        first, second = session.scalars(select(Mail).order_by(Mail.id))

        assert second.next_try_at - first.next_try_at == timedelta(days=7)
        assert outbox.REPLY_LINK in first.body


def put(session, year, **changed):
    facts = {"to_address": "a@b.example", "to_name": "A", "subject": "S", "body": "B", "now": NOW}
    return outbox.put(session, year.college.id, **(facts | changed))


def test_a_mail_that_does_not_leave_is_tried_again_ever_more_slowly_and_then_given_up(year):
    pauses, now = [], NOW
    with year.database.writing() as session:
        mail = put(session, year)
        for _ in range(8):
            taken, _mail = outbox.take_next(session, now=now)
            outbox.mark_failed(session, taken, "The server is away.", now=now)
            session.flush()
            pauses.append((mail.next_try_at - now) // timedelta(minutes=1))
            now = mail.next_try_at
        taken, _mail = outbox.take_next(session, now=NOW + timedelta(days=6))
        outbox.mark_failed(session, taken, "The server is away.", now=NOW + timedelta(days=6))

        assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
        assert mail.state is MailState.GIVEN_UP


def test_one_sender_has_a_mail_and_the_word_of_a_late_one_counts_nothing(year):
    with year.database.writing() as session:
        mail = put(session, year)
        late, _mail = outbox.take_next(session, now=NOW)
        assert outbox.take_next(session, now=NOW + timedelta(minutes=9)) is None
        held, _mail = outbox.take_next(session, now=NOW + timedelta(minutes=10))
        outbox.mark_failed(session, late, "Too late.", now=NOW, is_final=True)
        assert mail.state is MailState.WAITING
        outbox.mark_sent(session, held, now=NOW)

        assert mail.state is MailState.SENT


def test_a_line_break_in_a_name_begins_no_header(year):
    with year.database.writing() as session:
        assert put(session, year, subject="S\r\nBcc: x@y.example").subject == "S Bcc: x@y.example"


def test_a_withdrawn_request_holds_its_mail_back(year):
    to = Addressees(outsiders=(Outsider("Ann Bell", "ann@employer.example"),))
    with year.database.writing() as session:
        gap = Gap("1.5", 2, "Anything.", date(2027, 3, 1))
        [request] = requests.ask(session, year.leader, gap, to, now=NOW)
        requests.withdraw(session, year.leader, request.key, now=NOW)

        assert outbox.take_next(session, now=NOW) is None
