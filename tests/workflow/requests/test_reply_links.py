"""Reply links: 128 random bits, counted, unread until taken in; dead ones answer alike."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from ingest.models.documents import Document
from store import jobs
from store.blobs import FolderBlobs
from store.errors import IncompleteError, NotFoundError, NotPermittedError, RefusedError
from tests.factories.workflow import NOW
from workflow.kinds.requests import RequestState
from workflow.models.mail import ReplyFile, ReplyLink
from workflow.requests import reply_links, request_views, requests
from workflow.requests.request_addressees import Addressees, Outsider
from workflow.requests.requests import Gap

ADDRESS = "192.0.2.7"


@pytest.fixture
def blobs(tmp_path):
    return FolderBlobs(tmp_path / "blobs", tmp_path / "scratch")


@pytest.fixture
def asked(year):
    """A request to somebody without a sign-in, and the link to it."""
    with year.database.writing() as session:
        to = Addressees(outsiders=(Outsider("Ann Bell", "ann@employer.example"),))
        gap = Gap("1.5", 3, "A letter on placements.", date(2027, 3, 1))
        [request] = requests.ask(session, year.leader, gap, to, now=NOW)
        token = reply_links.make_for(session, year.leader, request.key, now=NOW)
    return SimpleNamespace(request=request, token=token, key=request.key)


def leave(year, blobs, token, data=b"Dear college.", *, address=ADDRESS, now=NOW, name="a.txt"):
    with blobs.stage() as staging:
        staging.write(data)
        reply_links.leave_file(
            year.database, blobs, token, staging, name, words="A letter.", address=address, now=now
        )


def opened(year, token, *, address=ADDRESS, now=NOW):
    with year.database.reading() as session:
        return reply_links.open_link(session, token, address, now=now)


def test_a_link_carries_128_bits_and_only_its_hash_is_stored(year, asked):
    with year.database.reading() as session:
        links = session.scalars(select(ReplyLink)).all()

    assert len(asked.token) == 22
    assert all(asked.token not in link.token_hash for link in links)


def test_a_file_waits_unread_outside_the_library_until_a_person_takes_it_in(year, blobs, asked):
    leave(year, blobs, asked.token)
    with year.database.reading() as session:
        assert jobs.count_waiting(session) == 0
        assert len(session.scalars(select(Document)).all()) == 1  # the year's own
        [waiting] = reply_links.list_waiting(session, year.leader, asked.request)
    assert {key for key, _sha256 in blobs.list()} == {f"{year.college.key}.waiting"}

    received = reply_links.take_in(year.database, blobs, year.leader, waiting.key, now=NOW)

    with year.database.reading() as session:
        assert jobs.count_waiting(session) == 1
        request = requests.get_request(session, year.leader, asked.key)
        [view] = request_views.view_all(session, year.leader, [request])
        assert reply_links.list_waiting(session, year.leader, request) == []
    assert view.answers[0].document_key == received.document_key
    assert (view.answers[0].from_whom, view.answers[0].words) == ("Ann Bell", "A letter.")
    with pytest.raises(NotFoundError):
        reply_links.take_in(year.database, blobs, year.leader, waiting.key, now=NOW)


def test_a_file_can_be_turned_away(year, blobs, asked):
    leave(year, blobs, asked.token)
    with year.database.writing() as session:
        [waiting] = reply_links.list_waiting(session, year.leader, asked.request)
        reply_links.turn_away(session, year.leader, waiting.key, now=NOW)

        assert reply_links.list_waiting(session, year.leader, asked.request) == []
        assert len(session.scalars(select(Document)).all()) == 1


def test_a_link_takes_five_files(year, blobs, asked):
    for number in range(5):
        leave(year, blobs, asked.token, name=f"{number}.txt", address=f"192.0.2.{number}")

    with pytest.raises(NotFoundError):
        leave(year, blobs, asked.token, address="192.0.2.99")


def test_another_link_for_the_same_request_does_not_take_five_more(year, blobs, asked):
    for number in range(5):
        leave(year, blobs, asked.token, name=f"{number}.txt", address=f"192.0.2.{number}")
    with year.database.writing() as session:
        anew = reply_links.make_for(session, year.leader, asked.key, now=NOW)

    with pytest.raises(NotFoundError):
        leave(year, blobs, anew, address="192.0.2.99")


def test_an_address_sends_five_files_a_day_whatever_the_link(year, blobs, asked):
    with year.database.writing() as session:
        to = Addressees(outsiders=(Outsider("Bo", "bo@employer.example"),))
        gap = Gap("2.4", 2, "Another.", date(2027, 3, 1))
        [other] = requests.ask(session, year.leader, gap, to, now=NOW)
        second = reply_links.make_for(session, year.leader, other.key, now=NOW)
    for number in range(3):
        leave(year, blobs, asked.token, name=f"{number}.txt")
    for number in range(2):
        leave(year, blobs, second, name=f"{number}.txt")

    with pytest.raises(RefusedError, match="at most 5 files"):
        leave(year, blobs, second)
    leave(year, blobs, second, now=NOW + timedelta(days=1, seconds=1))


def test_a_link_takes_100_megabytes_in_all(year, blobs, asked):
    leave(year, blobs, asked.token)
    with year.database.writing() as session:
        session.scalars(select(ReplyFile)).one().size = (100 << 20) - 5

    with pytest.raises(RefusedError, match="100 MB"):
        leave(year, blobs, asked.token, b"more than five", address="192.0.2.8")


def dead_links(year, asked):
    """Links that no longer work, each for another reason."""
    with year.database.writing() as session:
        reply_links.make_for(session, year.leader, asked.key, now=NOW)
    yield "replaced", asked.token, NOW
    with year.database.writing() as session:
        token = reply_links.make_for(session, year.leader, asked.key, now=NOW)
    yield "expired", token, NOW + timedelta(days=60)
    with year.database.writing() as session:
        reply_links.say_nothing(session, token, reason="None.", address=ADDRESS, now=NOW)
    yield "used", token, NOW
    with year.database.writing() as session:
        token = reply_links.make_for(session, year.leader, asked.key, now=NOW)
        requests.withdraw(session, year.leader, asked.key, now=NOW)
    yield "withdrawn", token, NOW
    yield "never made", "x" * 22, NOW


def test_used_expired_withdrawn_and_unknown_links_answer_alike(year, asked):
    sentences = set()
    for _why, token, now in dead_links(year, asked):
        with pytest.raises(NotFoundError) as refused:
            opened(year, token, now=now)
        sentences.add(refused.value.sentence)

    assert len(sentences) == 1


def test_who_tries_links_is_stopped_for_a_while_even_with_a_right_one(year, asked):
    with year.database.writing() as session:
        for _ in range(reply_links.MOST_TRIES):
            reply_links.note_dead(session, ADDRESS, now=NOW)

    with pytest.raises(NotFoundError):
        opened(year, asked.token)
    assert opened(year, asked.token, address="192.0.2.8").files_left == 5
    assert opened(year, asked.token, now=NOW + timedelta(minutes=16)).files_left == 5


def test_saying_that_there_is_nothing_answers_with_a_reason(year, asked):
    with year.database.writing() as session:
        with pytest.raises(IncompleteError):
            reply_links.say_nothing(session, asked.token, reason=" ", address=ADDRESS, now=NOW)
        reply_links.say_nothing(session, asked.token, reason="None.", address=ADDRESS, now=NOW)
        request = requests.get_request(session, year.leader, asked.key)
        [view] = request_views.view_all(session, year.leader, [request])

    assert (view.state, view.answers[0].from_whom) == (RequestState.ANSWERED, "Ann Bell")


def test_an_empty_file_is_refused(year, blobs, asked):
    with pytest.raises(RefusedError, match="empty"):
        leave(year, blobs, asked.token, b"")


def test_only_for_somebody_without_a_sign_in_a_link_is_made(year, asked):
    with year.database.writing() as session:
        gap = Gap("1.5", 3, "Anything.", date(2027, 3, 1))
        to = Addressees((year.contributor.person_key,))
        [request] = requests.ask(session, year.leader, gap, to, now=NOW)
        with pytest.raises(IncompleteError):
            reply_links.make_for(session, year.leader, request.key, now=NOW)
        with pytest.raises((NotFoundError, NotPermittedError)):
            reply_links.make_for(session, year.contributor, asked.key, now=NOW)
