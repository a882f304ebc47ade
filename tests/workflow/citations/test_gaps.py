"""Gaps and old evidence: to ask for what is missing, not for everything."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from tests.factories.workflow import NOW, a_citation
from workflow.citations import citations, gaps
from workflow.kinds.reviews import CoverageMark

TODAY, LATER = date(2027, 2, 3), date(2030, 2, 3)


def found(session, year, today=TODAY):
    return gaps.list_gaps(session, year.leader, year.assessment, today=today)


def test_required_parts_of_the_claimed_level_without_evidence_are_listed(year):
    with year.database.reading() as session:
        listed = found(session, year)

    assert [gap.statement.code for gap in listed.required] == ["1.5/3/b"]
    assert listed.required[0].mark is CoverageMark.NOT_LOOKED_AT


def test_optional_parts_are_shown_as_optional(year):
    with year.database.reading() as session:
        [gap] = found(session, year).optional

    assert (gap.statement.code, gap.kind) == ("1.5/3/c", "Optional")
    assert " may " in gap.words


def test_a_citation_of_the_part_closes_the_gap_until_it_is_struck_through(year):
    with year.database.writing() as session:
        cited = a_citation(
            session, year.leader, year.claim, year.library, "by campus", statement="1.5/3/b"
        )
        assert found(session, year).required == ()
        citations.strike(session, year.leader, cited.key, reason="Wrong.", now=NOW)

        assert [gap.statement.code for gap in found(session, year).required] == ["1.5/3/b"]


def test_evidence_past_its_freshness_is_flagged(year):
    with year.database.reading() as session:
        assert found(session, year).old == ()
        [old] = found(session, year, LATER).old

    assert old.name == "past its freshness"


def test_the_list_is_exported_and_never_a_formula(year):
    with year.database.reading() as session:
        book = load_workbook(BytesIO(gaps.to_xlsx(found(session, year, LATER))))

    rows = [[cell.value for cell in row] for row in book["No evidence yet"].iter_rows()]
    assert rows[0] == ["Dimension", "Level", "Statement", "Asked for", "Marked"]
    assert {row[3] for row in rows[1:]} == {"Required", "Optional"}
    assert book["Old evidence"]["B2"].value == "past its freshness"
    assert all(c.data_type == "s" for s in book for row in s.iter_rows() for c in row)
