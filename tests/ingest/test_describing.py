"""What people say of a document: what becomes columns, what is refused and where."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.describing import LONGEST_TITLE, Description, list_areas
from ingest.kinds import DocumentType, MinutesStatus
from store import membership
from store.errors import IncompleteError
from store.people import AreaKind
from tests.factories.people import a_college

FIRST, LAST = date(2025, 9, 1), date(2026, 7, 31)


@given(st.text())
def test_any_title_is_kept_on_one_line_or_refused(title):
    described = Description(title)
    kept = " ".join(title.split())

    if 0 < len(kept) <= LONGEST_TITLE:
        columns = described.columns(None, 1)
        assert columns["title"] == kept
        assert columns["folded_title"]
    else:
        with pytest.raises(IncompleteError) as raised:
            described.columns(None, 1)
        assert raised.value.field == "title"


@pytest.mark.parametrize("length", [LONGEST_TITLE, LONGEST_TITLE + 1])
def test_a_title_has_a_longest(length):
    described = Description("x" * length)

    if length <= LONGEST_TITLE:
        assert described.columns(None, 1)["title"] == "x" * length
    else:
        with pytest.raises(IncompleteError):
            described.columns(None, 1)


@pytest.mark.parametrize(
    ("valid_from", "valid_to"),
    [(FIRST, LAST), (FIRST, FIRST), (FIRST, None), (None, LAST), (None, None)],
)
def test_a_time_it_holds_for_may_be_open_at_either_end(valid_from, valid_to):
    columns = Description("Plan", valid_from=valid_from, valid_to=valid_to).columns(None, 1)

    assert (columns["valid_from"], columns["valid_to"]) == (valid_from, valid_to)


def test_a_time_that_ends_before_it_begins_is_refused_at_its_end():
    with pytest.raises(IncompleteError, match="cannot end before") as raised:
        Description("Plan", valid_from=LAST, valid_to=FIRST).columns(None, 1)

    assert raised.value.field == "valid_to"


@pytest.mark.parametrize("kind", list(DocumentType))
def test_only_minutes_have_a_state_of_approval(kind):
    columns = Description("Paper", kind, minutes_status=MinutesStatus.DRAFT).columns(None, 1)

    is_minutes = kind is DocumentType.MINUTES
    assert columns["minutes_status"] == (MinutesStatus.DRAFT if is_minutes else None)


def test_an_area_is_one_of_the_colleges_own(database):
    with database.writing() as session:
        college, other = a_college(session), a_college(session)
        area = membership.add_area(session, college, "North campus", AreaKind.CAMPUS)
    described = Description("Paper", area_key=area.key)

    with database.reading() as session:
        assert described.columns(session, college.id)["area_id"] == area.id
        assert Description("Paper").columns(session, college.id)["area_id"] is None
        with pytest.raises(IncompleteError, match="area of this college"):
            described.columns(session, other.id)


def test_areas_are_listed_by_name_capitals_or_not_alike_on_every_database(database):
    with database.writing() as session:
        college, other = a_college(session), a_college(session)
        for name in ("west site", "École", "North campus", "east site"):
            membership.add_area(session, college, name, AreaKind.CAMPUS)
        membership.add_area(session, other, "Elsewhere", AreaKind.CAMPUS)

    with database.reading() as session:
        names = [area.name for area in list_areas(session, college.id)]

    assert names == ["east site", "North campus", "west site", "École"]
