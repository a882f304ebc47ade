"""People and colleges: what the tables themselves hold to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from store.people import BARRING, Area, AreaKind, InterestKind, Membership, fold
from store.permissions import Role
from tests.factories.people import a_college, a_person


@given(st.text())
def test_a_folded_name_folds_to_itself(name):
    assert fold(fold(name)) == fold(name)


def test_names_are_compared_without_case_and_extra_spaces():
    assert fold("  North   CAMPUS ") == fold("north campus")


def test_interests_that_bar_are_told_from_those_that_are_declared():
    assert {kind for kind in InterestKind if kind.bars} == BARRING
    assert not InterestKind.TRIO_PARTNER.bars


def test_an_outsiders_role_is_never_a_membership(database, college):
    with database.writing() as session:
        person = a_person(session)
    wrong = Membership(college_id=college.id, person_id=person.id, role=Role.LEAD_ASSESSOR)

    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(wrong)


def test_a_membership_names_no_area_of_another_college(database, college):
    with database.writing() as session:
        other = a_college(session)
        area = Area(college_id=other.id, kind=AreaKind.CAMPUS, name="N", folded_name="n")
        session.add(area)
        person = a_person(session)
    wrong = Membership(
        college_id=college.id, person_id=person.id, role=Role.CONTRIBUTOR, area_id=area.id
    )

    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(wrong)
