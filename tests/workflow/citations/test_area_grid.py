"""Areas by statement: cited, none yet, does not apply with a reason."""

import pytest

from store import areas
from store.errors import ConflictError, IncompleteError
from store.people import AreaKind
from tests.factories.library import a_document_with_pages
from tests.factories.workflow import NOW, a_citation, a_claim
from workflow.citations import area_grid, dimension_page
from workflow.claims import cycles
from workflow.reviews import reviews

SAYS = "4.2/2/a"


@pytest.fixture
def claim(year):
    """4.2 at level 2, which speaks of all subjects; two curriculum areas and a campus."""
    with year.database.writing() as session:
        made = a_claim(session, year.leader, year.assessment, "4.2", level=2)
        construction = areas.add(session, year.leader, "Construction", AreaKind.CURRICULUM)
        areas.add(session, year.leader, "Hair", AreaKind.CURRICULUM)
        areas.add(session, year.leader, "Quayside", AreaKind.CAMPUS)
        paper = a_document_with_pages(session, year.leader, area_id=construction.id)
        a_citation(session, year.leader, made, paper, level=2, statement=SAYS)
    return made


def grid(session, year, actor=None):
    page = dimension_page.load(session, actor or year.leader, year.assessment, "4.2")
    return page.areas


def words(found):
    return {row.name: [cell.words for cell in row.cells] for row in found.rows}


def key_of(found, name):
    return next(row.key for row in found.rows if row.name == name)


def say(session, year, claim, area, reason):
    area_grid.say_does_not_apply(
        session, year.leader, claim.key, SAYS, area, reason=reason, now=NOW
    )


def test_each_curriculum_area_has_a_citation_or_none_yet(year, claim):
    with year.database.reading() as session:
        found = grid(session, year)

    assert words(found) == {"Construction": ["1 citation"], "Hair": ["None yet"]}
    assert found.missing == 1


def test_an_area_is_left_out_with_a_reason_and_taken_in_again(year, claim):
    with year.database.writing() as session:
        hair = key_of(grid(session, year), "Hair")
        say(session, year, claim, hair, "Closes in July.")
        assert words(grid(session, year))["Hair"] == ["Does not apply: Closes in July."]
        say(session, year, claim, hair, "No learners this year.")
        assert grid(session, year).missing == 0
        say(session, year, claim, hair, "")
        assert words(grid(session, year))["Hair"] == ["None yet"]


def test_only_statements_about_every_area_have_a_grid_and_outsiders_see_none(year, claim):
    with year.database.writing() as session:
        hair = key_of(grid(session, year), "Hair")
        assert grid(session, year, year.assessor).rows == ()
        assert dimension_page.load(session, year.leader, year.assessment, "1.5").areas.rows == ()
        with pytest.raises(IncompleteError):
            area_grid.say_does_not_apply(
                session, year.leader, year.claim.key, "1.5/3/a", hair, reason="No.", now=NOW
            )


def test_a_closed_year_keeps_its_grid(year, claim):
    with year.database.writing() as session:
        hair = key_of(grid(session, year), "Hair")
        reviews.release(session, year.assessor, year.review.key, now=NOW)
        cycles.close(session, year.leader, year.assessment.cycle.key)

        with pytest.raises(ConflictError):
            say(session, year, claim, hair, "Closes in July.")
