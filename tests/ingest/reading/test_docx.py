"""Word files: six of them made by hand, with the truth beside each; and the broken ones."""

import pytest

from ingest.reading.docx import WordFile
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError
from tests.ingest.reading.making import (
    archive,
    cell,
    docx,
    paragraph,
    row,
    run,
    saved,
    style,
    table,
    text_box,
)

ON_PAGE = '<w:footnoteReference w:id="1"/>'


def pieces(data: bytes) -> list[tuple[dict, str]]:
    opened = WordFile(data)
    pages = [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]
    return [(page.locator, page.text) for page in pages]


def body(data: bytes) -> str:
    return "\n".join(text for locator, text in pieces(data) if "part" not in locator)


def test_headings_and_lists_make_sections_with_their_path():
    data = docx(
        paragraph(run("Careers strategy"), style("H1"))
        + paragraph(run("Aims"), style("Own"))
        + paragraph(run("Every learner meets an employer."))
        + paragraph(run("Twice a year"), style("Item"))
        + paragraph(run("In every area"), "<w:numPr><w:numId w:val='2'/></w:numPr>")
        + paragraph(run("Not a point"), style("Item") + "<w:numPr><w:numId w:val='0'/></w:numPr>")
        + paragraph(run("Risks"), "<w:outlineLvl w:val='1'/>")
        + paragraph(run("None."), "<w:outlineLvl w:val='9'/>")
    )

    assert pieces(data) == [
        (
            {"kind": "section", "path": ["Careers strategy", "Aims"], "paragraphs": [1, 6]},
            (
                "Careers strategy\nAims\nEvery learner meets an employer.\n• Twice a year\n"
                "• In every area\nNot a point"
            ),
        ),
        (
            {"kind": "section", "path": ["Careers strategy", "Risks"], "paragraphs": [7, 8]},
            "Risks\nNone.",
        ),
    ]


def test_tables_are_read_by_row_and_nested_ones_once():
    inner = table(row(cell(paragraph(run("in a"))), cell(paragraph(run("in b")))))
    data = docx(
        paragraph(run("Before"))
        + table(
            row(cell(paragraph(run("Area"))), cell(paragraph(run("Take-up")))),
            row(
                cell(paragraph(run("Hair")) + paragraph(run("and beauty"))),
                cell(paragraph(run("40")) + inner),
            ),
            row(cell(paragraph(run("One")) + paragraph(run("cell")))),
            row(cell(paragraph("")), cell(paragraph(""))),
        )
        + paragraph(run("After"))
    )

    assert body(data).split("\n") == [
        "Before",
        "Area\tTake-up",
        "Hair and beauty\t40 in a in b",
        "One",
        "cell",
        "After",
    ]


def test_text_boxes_are_read_once_and_their_alternative_text_never():
    fallback = f"<mc:AlternateContent><mc:Fallback>{run('old')}</mc:Fallback></mc:AlternateContent>"
    data = docx(
        paragraph(run("Around ") + text_box(paragraph(run("In the box"))) + run("it"))
        + paragraph("<mc:AlternateContent/>" + fallback)
    )

    assert body(data).split("\n") == ["Around it", "In the box", "old"]


def test_of_alternative_contents_the_one_for_newer_programs_is_read():
    choice = f"<mc:Choice Requires='wps'>{run('new')}</mc:Choice>"
    fallback = f"<mc:Fallback>{run('old')}</mc:Fallback>"

    data = docx(paragraph(f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"))

    assert body(data) == "new"


def test_deletions_and_moves_are_left_out_and_insertions_kept():
    struck = "<w:del w:id='1'><w:r><w:delText>three</w:delText></w:r></w:del>"
    added = f"<w:ins w:id='2'>{run('four')}</w:ins>"
    deleted_row = (
        "<w:tr><w:trPr><w:del w:id='3'/></w:trPr>" + cell(paragraph(run("no"))) + "</w:tr>"
    )
    data = docx(
        paragraph(run("Level ") + struck + added)
        + paragraph(f"<w:moveFrom w:id='4'>{run('was here')}</w:moveFrom>")
        + paragraph(f"<w:moveTo w:id='5'>{run('is here')}</w:moveTo>")
        + table(deleted_row, row(cell(paragraph(run("a"))), cell(paragraph(run("b")))))
    )

    assert body(data).split("\n") == ["Level four", "is here", "a\tb"]


def test_hidden_text_is_left_out_whoever_hides_it():
    data = docx(
        paragraph(run("Seen ") + run("hidden", "<w:vanish/>") + run("again"))
        + paragraph(run("secret", "<w:rStyle w:val='Secret'/>") + run("open"))
        + paragraph(run("shown", "<w:rStyle w:val='Secret'/><w:vanish w:val='0'/>"))
    )

    assert body(data).split("\n") == ["Seen again", "open", "shown"]


def test_headers_notes_and_comments_stand_apart_from_the_body():
    data = docx(
        paragraph(run("Approved") + f"<w:r>{ON_PAGE}</w:r>"),
        header=paragraph(run("DRAFT")),
        footer=paragraph(run("Page 1")),
        footnotes=f"<w:footnote w:id='1'>{paragraph(run('By the board.'))}</w:footnote>",
        comments=f"<w:comment w:id='1'>{paragraph(run('Is it?'))}</w:comment>",
    )

    assert body(data) == "Approved"
    assert [(locator["path"], locator.get("part"), text) for locator, text in pieces(data)] == [
        ([], None, "Approved"),
        (["header"], "header", "DRAFT"),
        (["footer"], "footer", "Page 1"),
        (["footnote"], "footnote", "By the board."),
        (["comment"], "comment", "Is it?"),
    ]


def test_breaks_tabs_hyphens_fields_and_symbols_become_text():
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" + run("1 May")
    )
    symbols = "".join(f"<w:sym w:char='{code}'/>" for code in ("F0B7", "2713", "zz", "FFFFFFFF"))
    data = docx(
        paragraph(
            run("one") + "<w:r><w:tab/></w:r>" + run("two") + "<w:r><w:br/></w:r>" + field
            + "<w:r><w:noBreakHyphen/></w:r>" + f"<w:r>{symbols}</w:r>"
        )
    )  # fmt: skip

    assert body(data) == "one\ttwo\n1 May-•✓"


def test_a_style_that_is_based_on_itself_does_not_hold_up_the_reading():
    loop = "<w:style w:styleId='Loop'><w:basedOn w:val='Loop'/></w:style>"

    assert body(docx(paragraph(run("Hello"), style("Loop")), styles=loop)) == "Hello"


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 broken",
        archive({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<Relationships/>"}),
        archive({"[Content_Types].xml": "not XML"}),
        archive({"word/document.xml": "<a/>"}),
        docx("").replace(b"PK\x05\x06", b"PK\x05\x07"),
        docx("<w:p>"),
    ],
)
def test_a_broken_file_fails_with_a_next_step(data):
    with pytest.raises(UnreadableError, match="save it again") as failed:
        WordFile(data)

    assert failed.value.state is ReadState.FAILED


def test_a_file_without_text_is_refused():
    with pytest.raises(UnreadableError, match="has no text"):
        WordFile(docx(paragraph("")))


def test_entities_are_neither_expanded_nor_fetched(tmp_path):
    secret = saved(tmp_path, b"secret")
    prolog = f'<!DOCTYPE d [<!ENTITY a "bomb"><!ENTITY b SYSTEM "{secret.as_uri()}">]>'

    data = docx(paragraph(run("Before &a;&b; after")), prolog=prolog)

    assert "bomb" not in body(data)
    assert "secret" not in body(data)
