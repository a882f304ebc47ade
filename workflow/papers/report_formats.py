"""Reports and board papers as tagged PDF and Word document, from the tree of the page. Pure."""

import json
from io import BytesIO
from typing import Any, Final

import typst
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.shared import Cm

from workflow.papers import level_picture, timeless_zip

# PDF/UA-1: a title, a language, headings in order, table headers; refused when one is missing.
_STANDARD: Final = "ua-1"
_TEMPLATE = """
#let report = json(bytes(sys.inputs.report))
#set document(title: report.title, date: none)
#set text(lang: "en", region: "gb", size: 11pt)
#set page(paper: "a4", margin: 2.2cm, numbering: "1 of 1")
#title()
#for section in report.sections [
  #heading(level: 1, section.title)
  #for block in section.blocks {
    if block.kind == "paragraph" { par(block.text) }
    else {
      if "picture" in block {
        figure(image(bytes(block.picture), format: "svg", alt: block.alt, width: 100%))
      }
      figure(
        kind: table, caption: block.caption,
        table(
          columns: block.head.map(_ => 1fr), align: left,
          table.header(..block.head.map(cell => strong(cell))),
          ..block.rows.flatten()))
    }
  }
]
#if "mark" in report { par(text(size: 8pt, report.mark)) }
"""
_PICTURE: Final = """
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")
"""
_PICTURE_CM: Final = 16


def pdf(tree: dict[str, Any]) -> bytes:
    """The report as tagged PDF (PDF/UA-1); the same tree gives the same bytes."""
    sections = [
        section | {"blocks": [_with_picture(block) for block in section["blocks"]]}
        for section in tree["sections"]
    ]
    body: bytes = typst.compile(
        _TEMPLATE.encode(),
        pdf_standards=[_STANDARD],
        sys_inputs={"report": json.dumps(tree | {"sections": sections})},
    )
    return body


def _with_picture(block: dict[str, Any]) -> dict[str, Any]:
    levels = block.get("levels")
    if not levels:
        return block
    return block | {"picture": level_picture.svg(levels), "alt": level_picture.in_words(levels)}


def docx(tree: dict[str, Any]) -> bytes:
    """The report as a Word document with headings and tables whose first row is a header.

    The same tree gives the same bytes.
    """
    document = Document()
    document.core_properties.title = tree["title"]
    document.core_properties.language = "en-GB"
    document.add_heading(tree["title"], level=0)
    for section in tree["sections"]:
        document.add_heading(section["title"], level=1)
        for block in section["blocks"]:
            if block["kind"] == "paragraph":
                document.add_paragraph(block["text"])
            else:
                _add_table(document, block)
    if "mark" in tree:
        document.add_paragraph(tree["mark"])
    written = BytesIO()
    document.save(written)
    return timeless_zip.retimed(written.getvalue())


def _add_picture(document: WordDocument, levels: list[dict[str, Any]]) -> None:
    """The picture of levels, with its words as alternative text."""
    words = level_picture.in_words(levels)
    png: bytes = typst.compile(
        _PICTURE.encode(), format="png", ppi=150, sys_inputs={"svg": level_picture.svg(levels)}
    )
    document.add_picture(BytesIO(png), width=Cm(_PICTURE_CM))
    [described] = document.paragraphs[-1]._p.xpath(".//wp:docPr")  # noqa: SLF001 - python-docx has no other door
    described.set("descr", words)


def _add_table(document: WordDocument, block: dict[str, Any]) -> None:
    if block.get("levels"):
        _add_picture(document, block["levels"])
    document.add_paragraph(block["caption"], style="Caption")
    table = document.add_table(rows=1, cols=len(block["head"]), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, block["head"], strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    # Screen readers name the column of a cell from this mark.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no other door
    for row in block["rows"]:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
