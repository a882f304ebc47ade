"""Signing in: passwords, invitations, sessions, and the limit on trying."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from store import accounts
from store.accounts import (
    ATTEMPT_WINDOW,
    ATTEMPTS_PER_ACCOUNT,
    ATTEMPTS_PER_ADDRESS,
    IDLE,
    INVITATION_LASTS,
    LONGEST,
    NOTE_EVERY,
    Invitation,
    SignInAttempt,
    SignInSession,
)
from store.errors import ConflictError, IncompleteError, NotFoundError
from store.people import Person
from tests.factories.people import a_person
from tests.factories.threads import at_once

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "three random words"
ADDRESS = "192.0.2.7"


@pytest.fixture
def person(database):
    with database.writing() as session:
        person = a_person(session)
        person.password_hash = accounts.hash_password(PASSWORD)
    return person


@pytest.fixture
def token(database, person):
    with database.writing() as session:
        return accounts.begin_session(session, person, NOW)


def find(database, token, now):
    with database.reading() as session:
        return accounts.find_session(session, token, now)


def fail_to_sign_in(database, times, email="ada@college.example", address=ADDRESS, at=NOW):
    with database.writing() as session:
        for _ in range(times):
            accounts.note_failed_attempt(session, email, address, at)


def is_throttled(database, email="ada@college.example", address=ADDRESS, now=NOW):
    with database.reading() as session:
        return accounts.is_throttled(session, email, address, now)


def test_only_the_right_password_signs_in(person):
    assert accounts.is_right_password(person, PASSWORD)
    assert not accounts.is_right_password(person, PASSWORD + " ")
    assert not accounts.is_right_password(person, "")


def test_nobody_and_people_without_a_password_cannot_sign_in(database):
    with database.writing() as session:
        invited = a_person(session)

    assert not accounts.is_right_password(None, PASSWORD)
    assert not accounts.is_right_password(invited, PASSWORD)


def test_a_damaged_hash_lets_nobody_in(person):
    person.password_hash = "not a hash"

    assert not accounts.is_right_password(person, PASSWORD)


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 257])
def test_passwords_too_short_or_too_long_are_refused_in_words(password):
    with pytest.raises(IncompleteError, match="at least 12 characters"):
        accounts.hash_password(password)


def test_an_account_is_found_however_the_address_is_typed(database, person):
    with database.reading() as session:
        found = accounts.find_account(session, f"  {person.email.upper()} ")

    assert found.id == person.id


def test_a_disabled_account_is_not_found(database, person):
    with database.writing() as session:
        session.get_one(Person, person.id).disabled_at = NOW

    with database.reading() as session:
        assert accounts.find_account(session, person.email) is None


def test_a_session_lasts_while_it_is_used_and_twelve_hours_at_most(database, person, token):
    assert find(database, token, NOW + IDLE).person_id == person.id
    assert find(database, token, NOW + IDLE + timedelta(seconds=1)) is None

    with database.writing() as session:
        row = accounts.find_session(session, token, NOW)
        accounts.note_seen(session, row.id, NOW + LONGEST)
    assert find(database, token, NOW + LONGEST) is not None
    assert find(database, token, NOW + LONGEST + timedelta(seconds=1)) is None


def test_use_is_written_down_every_five_minutes_only(database, token):
    row = find(database, token, NOW)

    assert not accounts.is_time_to_note(row, NOW + NOTE_EVERY)
    assert accounts.is_time_to_note(row, NOW + NOTE_EVERY + timedelta(seconds=1))


def test_signing_out_ends_the_session_and_twice_is_harmless(database, token):
    for _ in range(2):
        with database.writing() as session:
            accounts.end_session(session, token, NOW)

    assert find(database, token, NOW) is None


def test_a_wrong_token_finds_nothing(database, token):
    assert find(database, token[:-1], NOW) is None


def test_tokens_are_not_kept_only_their_hashes(database, person, token):
    with database.writing() as session:
        invitation = accounts.invite(session, person, NOW)

    with database.reading() as session:
        kept = [*session.scalars(select(SignInSession.token_hash))]
        kept += session.scalars(select(Invitation.token_hash))
    assert token not in kept
    assert invitation not in kept


def test_too_many_tries_for_an_account_are_stopped_until_the_window_is_over(database):
    fail_to_sign_in(database, ATTEMPTS_PER_ACCOUNT - 1)
    assert not is_throttled(database)

    fail_to_sign_in(database, 1)

    assert is_throttled(database, address="192.0.2.8")
    assert is_throttled(database, email=" ADA@college.example")
    assert not is_throttled(database, email="ben@college.example")
    assert not is_throttled(database, now=NOW + ATTEMPT_WINDOW)


def test_too_many_tries_from_an_address_are_stopped_whoever_they_were_for(database):
    for number in range(ATTEMPTS_PER_ADDRESS):
        fail_to_sign_in(database, 1, email=f"person{number}@college.example")

    assert is_throttled(database, email="new@college.example")
    assert not is_throttled(database, email="new@college.example", address="192.0.2.8")


def test_old_tries_are_forgotten(database):
    fail_to_sign_in(database, 5)
    fail_to_sign_in(database, 1, at=NOW + ATTEMPT_WINDOW)

    with database.reading() as session:
        assert len(session.scalars(select(SignInAttempt)).all()) == 1


def invited(database, person):
    with database.writing() as session:
        return accounts.invite(session, person, NOW)


def take_up(database, token, now=NOW, password_hash="a hash"):
    with database.writing() as session:
        return accounts.take_up_invitation(session, token, password_hash, now)


def test_an_invitation_sets_the_password_once(database, person):
    token = invited(database, person)

    assert take_up(database, token).password_hash == "a hash"

    with pytest.raises(NotFoundError, match="used or has expired"):
        take_up(database, token)


def test_an_invitation_expires(database, person):
    token = invited(database, person)

    with pytest.raises(NotFoundError):
        take_up(database, token, NOW + INVITATION_LASTS)


def test_of_two_who_take_an_invitation_up_at_once_one_wins(database, person):
    token = invited(database, person)

    def try_to(password_hash):
        try:
            take_up(database, token, password_hash=password_hash)
        except (ConflictError, NotFoundError):
            return None
        return password_hash

    answers = at_once(lambda: try_to("one"), lambda: try_to("other"))

    with database.reading() as session:
        kept = session.get_one(Person, person.id).password_hash
    assert [answer for answer in answers if answer] == [kept]


def test_choosing_a_password_ends_every_session(database, person, token):
    take_up(database, invited(database, person))

    assert find(database, token, NOW) is None
