"""Word files of sample papers, with fixed dates inside; knows no other format."""

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from webapp.sample.papers import Block, Heading, Listing, PageBreak, Paper, Paragraph, Runs, Table


def docx(paper: Paper, made_at: datetime) -> bytes:
    """The paper as a Word file; the same bytes for the same paper and time."""
    document = Document()
    _describe(document, paper, made_at)
    for block in paper.blocks:
        _add(document, block)
    written = BytesIO()
    document.save(written)
    return _with_dates(written.getvalue(), made_at)


def _describe(document: Any, paper: Paper, made_at: datetime) -> None:
    properties = document.core_properties
    properties.title = paper.title
    properties.author = "Wyrecombe College"
    properties.last_modified_by = "Wyrecombe College"
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    properties.revision = 1
    properties.comments = ""
    properties.language = "en-GB"
    section = document.sections[0]
    section.header.paragraphs[0].text = paper.header
    _page_number(section.footer.paragraphs[0])


def _page_number(paragraph: Any) -> None:
    """Put a field into the paragraph that Word shows as the number of the page."""
    paragraph.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001  (python-docx has no name for fields)


def _add(document: Any, block: Block) -> None:
    match block:
        case Heading(level, text):
            document.add_heading(text, level)
        case Paragraph(runs):
            _fill(document.add_paragraph(), runs)
        case Listing(ordered, items):
            style = "List Number" if ordered else "List Bullet"
            for item in items:
                _fill(document.add_paragraph(style=style), item)
        case Table(rows):
            _add_table(document, rows)
        case PageBreak():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _add_table(document: Any, rows: tuple[tuple[Runs, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        cells = table.add_row().cells
        for cell, runs in zip(cells, row, strict=True):
            _fill(cell.paragraphs[0], runs, bold=number == 0)
    document.add_paragraph()


def _fill(paragraph: Any, runs: Runs, *, bold: bool = False) -> None:
    for run in runs:
        written = paragraph.add_run(run.text)
        written.bold = bold or run.bold or None
        written.italic = run.italic or None


def _with_dates(archive: bytes, made_at: datetime) -> bytes:
    """The same archive, every entry dated when the paper was made, not when it was written."""
    dated = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as old, zipfile.ZipFile(dated, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return dated.getvalue()
