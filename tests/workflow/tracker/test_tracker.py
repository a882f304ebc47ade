"""The college's spreadsheet in and out: differences before anything changes, a round trip."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from ingest.kinds import Sensitivity
from ingest.reading.events import CellRow, Cells
from ingest.reading.grid import read_cells
from store.errors import EditedMeanwhileError, IncompleteError, NotPermittedError
from tests.factories.library import LINK_GOVERNOR, a_document_with_pages, a_revision
from tests.factories.workflow import NOW, QUOTE, a_claim
from workflow.citations import evidence
from workflow.claims import assessments, claims
from workflow.tracker import claim_owners, tracker, tracker_export
from workflow.tracker.tracker_columns import Column
from workflow.tracker.tracker_quotes import Offer, folded

HEADINGS = [column.heading for column in Column]


def cells(*rows):
    """The cells of a sheet with our headings and these rows."""
    return Cells(
        tuple(
            CellRow("Tracker", number, tuple((p, str(t)) for p, t in enumerate(row, 1) if t != ""))
            for number, row in enumerate([HEADINGS, *rows], 1)
        ),
        (),
    )


def cells_of(body):
    *rows, _ = read_cells(body, {})
    return Cells(
        tuple(CellRow(r["sheet"], r["number"], tuple(map(tuple, r["cells"]))) for r in rows), ()
    )


def planned(session, year, brought):
    kept = tracker.drafted(year.leader, year.assessment, "tracker.xlsx", brought, now=NOW)
    return tracker.plan(session, year.leader, kept, year.assessment)


def take(session, year, brought, *, names=None, plan=None):
    plan = plan or planned(session, year, brought)
    kept = tracker.bring_in(session, year.leader, year.assessment, "tracker.xlsx", brought, now=NOW)
    names = plan.names() if names is None else names
    return tracker.take(session, year.leader, kept.key, plan, names, now=NOW)


def cited(session, year, code):
    claim = claims.find_claim(session, year.leader, year.assessment, code)
    return evidence.citations_of_claims(session, year.leader, [claim.id])


def test_what_is_exported_changes_nothing_when_it_comes_back(year):
    with year.database.writing() as session:
        a_claim(session, year.leader, year.assessment, "2.4", level=2, reason="=1+1\nTwo\tlines")
        a_claim(session, year.leader, year.assessment, "6.2", level=0, reason="Not yet.")
        claim_owners.set_owner(
            session, year.leader, year.claim.key, owner="Head of Careers", due_on=NOW.date()
        )

    with year.database.reading() as session:
        body = tracker_export.export(session, year.leader, year.assessment)
        plan = planned(session, year, cells_of(body))

    assert len(plan.dimensions) == 34
    assert plan.changes_nothing
    assert plan.names(with_replaced=True) == set()


def test_nothing_that_is_exported_is_ever_a_formula(year):
    with year.database.writing() as session:
        for code, reason in (("2.4", '=HYPERLINK("http://x")'), ("2.1", "+1"), ("2.2", "@x\x02")):
            a_claim(session, year.leader, year.assessment, code, level=2, reason=reason)

    with year.database.reading() as session:
        body = tracker_export.export(session, year.leader, year.assessment)

    sheet = load_workbook(io.BytesIO(body)).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    risky = [
        c for row in sheet.iter_rows() for c in row if str(c.value or "")[:1] in "=+@" and c.value
    ]
    assert len(risky) == 3
    assert all(cell.quotePrefix for cell in risky)


def test_a_new_level_a_quote_and_an_owner_are_offered_and_taken_over(year):
    brought = cells(
        ["2.4", 2, "Destinations are asked for.", f"{year.document.title}.pdf", 1,
         "asked for destinations by campus", "Ada", "31 January 2027"],
    )  # fmt: skip
    with year.database.writing() as session:
        plan = planned(session, year, brought)
        taken = take(session, year, brought)

        assert plan.names() == {"level-2.4", "owner-2.4", "quote-2"}
        assert taken == 3
        (quote,) = cited(session, year, "2.4")
        assert (quote.exact, quote.level) == ("asked for destinations by campus", 2)
        assert planned(session, year, brought).changes_nothing


def test_nothing_is_overwritten_that_was_not_ticked(year):
    brought = cells(["1.5", 4, "Now at four.", "", "", "", "", ""])
    with year.database.writing() as session:
        plan = planned(session, year, brought)
        (difference,) = plan.dimensions[0].differences

        assert difference.here == "Level 3: Governors hear of careers each term."
        assert difference.there == "Level 4: Now at four."
        assert plan.names() == set()
        assert take(session, year, brought) == 0
        assert take(session, year, brought, names={"level-1.5"}) == 1


def test_who_claimed_meanwhile_is_not_overwritten(year):
    brought = cells(["2.4", 2, "From the sheet.", "", "", "", "", ""])
    with year.database.writing() as session:
        plan = planned(session, year, brought)
        a_claim(session, year.senior, year.assessment, "2.4", level=3, reason="By hand.")

    with year.database.writing() as session, pytest.raises(EditedMeanwhileError) as refused:
        take(session, year, brought, plan=plan)
    assert "By hand." in refused.value.theirs


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["", "", "Lost.pdf", "", "words"], "No document here is called “Lost.pdf”"),
        (["", "", "Careers report to governors", "", ""], "cite the words that show it"),
        (["", "", "https://example.org/page", "", ""], "Write a note"),
        (["", "", "Careers report to governors", "", "nobody wrote this here"],
         "These words are not in “Careers report to governors”"),
        (["", "", "", "", "nobody wrote this here"], "not in any document"),
        ([3, "", "", "", ""], "A level needs a reason"),
        ([1, "Why.", "", "", ""], "6.2 has no level 1"),
    ],
)  # fmt: skip
def test_what_was_not_found_is_listed_with_why(year, row, sentence):
    code = "6.2" if "6.2" in sentence else "2.4"
    with year.database.reading() as session:
        (one,) = planned(session, year, cells([code, *row, "", ""])).dimensions

    told = [one.why_not, *(quote.sentence for quote in one.quotes)]
    assert any(sentence in each for each in told), told
    assert not one.is_same


def test_a_quote_on_another_page_and_one_nearly_the_same_say_so(year):
    brought = cells(
        ["2.4", "", "", "Careers report to governors", 9, "by campus", "", ""],
        ["2.4", "", "", "Careers report to governors", 1, QUOTE.replace("each", "every"), "", ""],
    )
    with year.database.reading() as session:
        (one,) = planned(session, year, brought).dimensions

    moved, nearly = one.quotes
    assert (moved.offer, moved.sentence) == (Offer.FOUND, "Found on page 1, not 9.")
    assert (nearly.offer, nearly.exact) == (Offer.NEARLY, QUOTE)
    with year.database.reading() as session:
        assert planned(session, year, brought).names() == {"quote-2"}


def test_a_quote_without_a_file_is_searched_for_everywhere(year):
    with year.database.reading() as session:
        (one,) = planned(session, year, cells(["2.4", "", "", "", "", QUOTE, "", ""])).dimensions

    assert one.quotes[0].title == year.document.title


def test_a_file_is_known_by_its_name_its_title_and_its_link():
    names = ["Corp mins_9 Dec.pdf", "https://x.example/sites/a/Corp%20mins_9%20Dec.pdf?web=1",
             r"S:\Careers\Corp mins_9 Dec.PDF", "corp mins 9 dec"]  # fmt: skip

    assert {folded(name) for name in names} == {"corp mins 9 dec"}


def test_quotes_are_looked_for_in_the_newest_file(year):
    with year.database.writing() as session:
        a_revision(session, year.document, ["Now it says this.", LINK_GOVERNOR], number=2)
        row = ["2.4", "", "", year.document.title, "", "by campus", "", ""]
        (one,) = planned(session, year, cells(row)).dimensions

    assert one.quotes[0].page_number == 2


def test_a_submitted_assessment_keeps_its_levels_and_takes_quotes(year):
    with year.database.writing() as session:
        assessments.submit(session, year.senior, year.assessment.key, now=NOW)
    row = ["2.4", 3, "Late.", year.document.title, 1, "by campus", "", ""]
    with year.database.writing() as session:
        assessment = assessments.get_assessment(session, year.leader, year.assessment.key)
        year.assessment = assessment
        (one,) = planned(session, year, cells(row)).dimensions

        assert "locked" in one.why_not
        assert take(session, year, cells(row)) == 1


def test_only_leaders_bring_a_tracker_in_and_take_it_out(year):
    with year.database.writing() as session:
        for refused in (year.contributor, year.governor, year.assessor):
            with pytest.raises(NotPermittedError):
                tracker.drafted(refused, year.assessment, "x.xlsx", cells(), now=NOW)
            with pytest.raises(NotPermittedError):
                tracker_export.export(session, refused, year.assessment)


def test_a_spreadsheet_with_nothing_in_it_is_refused(year):
    with pytest.raises(IncompleteError):
        tracker.drafted(year.leader, year.assessment, "x.xlsx", Cells((), ()), now=NOW)


def test_confidential_papers_are_found_by_who_may_see_them(year):
    with year.database.writing() as session:
        a_document_with_pages(
            session, year.leader, ["The pay of Mrs X was raised."],
            title="Secret", sensitivity=Sensitivity.CONFIDENTIAL,
        )  # fmt: skip
        row = ["2.4", "", "", "Secret", "", "pay of Mrs X", "", ""]
        (one,) = planned(session, year, cells(row)).dimensions

    assert one.quotes[0].offer is Offer.FOUND


def test_a_workbook_of_another_program_is_read_with_its_own_headings(year):
    book = Workbook()
    book.active.append(["Our careers tracker"])
    book.active.append(["CIMM dimension", "Evidence", "Score", "Rationale"])
    book.active.append(["1.4 Strategy", "", 2, "Written down."])
    out = io.BytesIO()
    book.save(out)

    with year.database.reading() as session:
        (one,) = planned(session, year, cells_of(out.getvalue())).dimensions

    assert one.differences[0].there == "Level 2: Written down."
