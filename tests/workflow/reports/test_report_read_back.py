"""A report edited outside: compared by section, saved only where ticked, all or nothing."""

from io import BytesIO

import pytest
from docx import Document

from ingest.reading.events import PageRead, ReadLimits
from ingest.reading.host import ReaderHost
from store.errors import EditedMeanwhileError, IncompleteError, NotFoundError
from tests.workflow.reports.test_report import Validation, validation  # noqa: F401 - a fixture
from workflow.papers import report_formats
from workflow.reports import report, report_read_back


def pieces_of(path):
    """What the limited process reads of a Word document."""
    with ReaderHost(ReadLimits()) as host:
        return [
            (tuple(said.locator["path"]), said.text)
            for said in host.read(path)
            if isinstance(said, PageRead)
        ]


@pytest.fixture
def drafted(validation, tmp_path):  # noqa: F811 - the fixture above
    """A visit with a drafted report, and its Word document."""
    validation.drafted()
    file = tmp_path / "report.docx"
    file.write_bytes(report_formats.docx(validation.do(report.load).tree))
    return validation, file


def test_a_file_that_nobody_edited_differs_in_nothing(drafted):
    visiting, file = drafted
    found = visiting.do(report_read_back.compare, pieces_of(file))

    assert found.differences == ()
    assert found.left_out == ()


def test_an_edited_section_is_shown_beside_what_stands_and_saved_when_it_is_taken(drafted):
    """Story 31: a report that is edited outside is read back by section."""
    visiting, file = drafted
    document = Document(str(file))
    [context] = [p for p in document.paragraphs if p.text.startswith("This report tells of")]
    context.text = "Written anew outside."
    context.insert_paragraph_before("A first paragraph.")
    document.add_heading("Annex", level=1)
    out = BytesIO()
    document.save(out)
    file.write_bytes(out.getvalue())
    found = visiting.do(report_read_back.compare, pieces_of(file))
    [one] = found.differences

    assert one.code == "context"
    assert one.before.startswith("This report tells of")
    assert one.after == "A first paragraph.\n\nWritten anew outside."
    assert found.left_out == ("“Annex” is no section of the report, so it is left out.",)
    visiting.do(report_read_back.take, {"context": (one.after, one.row_version)})
    assert visiting.do(report.load).sections["context"].words == one.after
    with pytest.raises(EditedMeanwhileError):
        visiting.do(report_read_back.take, {"context": ("Again.", one.row_version)})


def test_a_section_that_is_missing_or_empty_stays_and_is_said(drafted):
    visiting, _ = drafted
    found = visiting.do(report_read_back.compare, [(("Context",), "Context"), (("Method",), "M.")])

    assert "“Context” is empty in the file, so it stays." in found.left_out
    assert "“Sample” is not in the file, so it stays." in found.left_out
    assert [one.code for one in found.differences] == ["method"]


def test_a_file_without_a_section_of_the_report_is_refused(drafted):
    visiting, _ = drafted
    with pytest.raises(IncompleteError, match="No heading of this file"):
        visiting.do(report_read_back.compare, [(("Minutes",), "Minutes\nOf a meeting.")])
    with pytest.raises(NotFoundError):
        visiting.do(report_read_back.take, {"annex": ("Ours.", 1)})
