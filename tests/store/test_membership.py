"""What administrators do about people."""

from datetime import UTC, datetime

import pytest

from store import membership
from store.errors import ConflictError, IncompleteError, NotFoundError, NotPermittedError
from store.people import AreaKind
from store.permissions import Role
from tests.factories.people import a_college, a_member, a_person, an_actor
from tests.factories.threads import at_once

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def administrator(database, college):
    with database.writing() as session:
        return an_actor(session, college, Role.ADMINISTRATOR)


@pytest.mark.parametrize("code", ["", "with space", "-first", "x" * 41, "Ünder"])
def test_a_college_code_is_plain(database, code):
    with database.writing() as session, pytest.raises(IncompleteError, match="letters, digits"):
        membership.add_college(session, code, "A college")


def test_a_college_has_a_name_and_a_code_of_its_own(database, college):
    with database.writing() as session:
        with pytest.raises(IncompleteError, match="name"):
            membership.add_college(session, "another", "  ")
        with pytest.raises(ConflictError, match="already"):
            membership.add_college(session, college.code, "Another")


def test_a_college_is_found_by_its_code_or_the_sentence_says_how_to_list_them(database, college):
    with database.reading() as session:
        assert membership.get_college(session, college.code).id == college.id
        with pytest.raises(NotFoundError, match="college list"):
            membership.get_college(session, "elsewhere")


def test_colleges_are_listed_by_name_whatever_the_case(database):
    with database.writing() as session:
        for name in ("beta", "Alpha", "Gamma"):
            a_college(session, name=name)

    with database.reading() as session:
        names = [college.name for college in membership.list_colleges(session)]
    assert names == ["Alpha", "beta", "Gamma"]


def test_an_area_belongs_to_its_college(database, college):
    with database.writing() as session:
        area = membership.add_area(session, college, "North campus", AreaKind.CAMPUS)

    assert (area.college_id, area.folded_name) == (college.id, "north campus")


def test_a_person_is_one_person_however_the_address_is_typed(database):
    with database.writing() as session:
        one = membership.find_or_add_person(session, "Ada.Marsh@College.example", "Ada Marsh")
        other = membership.find_or_add_person(session, " ada.marsh@college.EXAMPLE ", "")

    assert one.id == other.id


@pytest.mark.parametrize(("email", "name"), [("ada", "Ada"), ("a b@c.d", "A"), ("a@c.d", " ")])
def test_a_person_needs_an_address_and_a_name(database, email, name):
    with database.writing() as session, pytest.raises(IncompleteError):
        membership.find_or_add_person(session, email, name)


def test_outsiders_are_no_members(database, college):
    with database.writing() as session, pytest.raises(IncompleteError, match="review"):
        a_member(session, college, Role.ASSESSOR)


def test_a_role_is_held_once(database, college):
    with database.writing() as session:
        person = a_member(session, college, Role.GOVERNOR)

        with pytest.raises(ConflictError, match="governor here already"):
            membership.give_role(session, college.id, person, Role.GOVERNOR)


def test_the_database_holds_one_live_role_too(database, college):
    with database.writing() as session:
        person = a_person(session)

    def give():
        try:
            with database.writing() as session:
                membership.give_role(session, college.id, person, Role.GOVERNOR)
        except Exception:  # noqa: BLE001 - whichever rule stops it
            return False
        return True

    assert sorted(at_once(give, give)) == [False, True]


def test_only_an_administrator_invites(database, college):
    with database.writing() as session:
        leader = an_actor(session, college, Role.CAREERS_LEADER)

        with pytest.raises(NotPermittedError, match="administrator"):
            membership.invite_member(
                session, leader, "ada@college.example", "Ada", Role.GOVERNOR, now=NOW
            )


def test_an_invited_person_gets_a_token_only_while_they_have_no_password(
    database, college, administrator
):
    with database.writing() as session:
        person, token = membership.invite_member(
            session, administrator, "ada@college.example", "Ada", Role.GOVERNOR, now=NOW
        )
        person.password_hash = "a hash"
        _, second = membership.invite_member(
            session, administrator, "ada@college.example", "Ada", Role.CONTRIBUTOR, now=NOW
        )

    assert token
    assert second is None


def test_members_are_listed_with_their_live_roles(database, college, administrator):
    with database.writing() as session:
        governor = a_member(session, college, Role.GOVERNOR)
        other = a_college(session)
        a_member(session, other, Role.GOVERNOR)

    with database.reading() as session:
        listed = membership.list_members(session, administrator)

    assert {(member.email, member.role) for member in listed} >= {(governor.email, Role.GOVERNOR)}
    assert len(listed) == 2


def member_key(session, actor, role):
    members = membership.list_members(session, actor)
    return next(member.membership_key for member in members if member.role is role)


def test_an_ended_role_is_gone_and_may_be_given_again(database, college, administrator):
    with database.writing() as session:
        governor = a_member(session, college, Role.GOVERNOR)
        key = member_key(session, administrator, Role.GOVERNOR)

        membership.end_membership(session, administrator, key, now=NOW)

        assert len(membership.list_members(session, administrator)) == 1
        with pytest.raises(NotFoundError):
            membership.end_membership(session, administrator, key, now=NOW)
        membership.give_role(session, college.id, governor, Role.GOVERNOR)


def test_nobody_ends_their_own_administrator_role(database, college, administrator):
    with database.writing() as session:
        key = member_key(session, administrator, Role.ADMINISTRATOR)

        with pytest.raises(ConflictError, match="another administrator"):
            membership.end_membership(session, administrator, key, now=NOW)


def test_a_role_of_another_college_cannot_be_ended_from_here(database, college, administrator):
    with database.writing() as session:
        other = an_actor(session, a_college(session), Role.ADMINISTRATOR)
        key = member_key(session, other, Role.ADMINISTRATOR)

        with pytest.raises(NotFoundError):
            membership.end_membership(session, administrator, key, now=NOW)
