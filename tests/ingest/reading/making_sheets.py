"""Makes small spreadsheets for the tests of reading: workbooks by openpyxl, others part by part."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from tests.ingest.reading.making import archive
from tests.ingest.reading.making_odf import NAMESPACES

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def saved(book: Workbook) -> bytes:
    """Save a workbook as bytes."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsx(rows: Iterable[Sequence[Any]], mend: Callable[[Workbook], None] | None = None) -> bytes:
    """Make a workbook of one sheet "Data" with these rows; ``mend`` changes it before saving."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for each in rows:
        sheet.append(each)
    if mend is not None:
        mend(book)
    return saved(book)


def raw_xlsx(*sheets: str, strings: str = "", prolog: str = "", **parts: str) -> bytes:
    """Make a workbook from what stands in each sheetData; ``parts`` stand beside the sheets."""
    names = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="s{n}"/>' for n in names)
    links = "".join(_link(f"s{n}", "worksheet", f"w{n}.xml") for n in names)
    return archive(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _links(_link("r", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}">'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": _links(links + _link("ss", "sharedStrings", "ss.xml")),
            "xl/ss.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        }
        | {
            f"xl/w{n}.xml": f'{prolog}<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData>'
            "</worksheet>"
            for n, sheet in enumerate(sheets, 1)
        }
        | {name.replace("__", "/"): part for name, part in parts.items()}
    )


def raw_cell(text: str) -> str:
    """Write a cell that holds its own text."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def ods(body: str, styles: str = "") -> bytes:
    """Make an OpenDocument spreadsheet of these tables."""
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {NAMESPACES}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def table(name: str, *rows: str, attributes: str = "") -> str:
    """Write a sheet of an OpenDocument file."""
    return f'<table:table table:name="{name}" {attributes}>{"".join(rows)}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    """Write a row of an OpenDocument sheet."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str = "", inside: str = "", attributes: str = "") -> str:
    """Write a cell of an OpenDocument sheet."""
    paragraph = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {attributes}>{inside}{paragraph}</table:table-cell>"


def _link(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _links(links: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
