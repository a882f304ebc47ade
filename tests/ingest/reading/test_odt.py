"""OpenDocument texts: read as Word files are; the locked and the broken ones."""

from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.odt import OpenDocumentText
from ingest.reading.storable import storable
from tests.ingest.reading.making import archive, saved
from tests.ingest.reading.making_odf import MANIFEST, box, cell, h, items, odt, p, row, table


def pieces(data):
    opened = OpenDocumentText(data)
    pages = [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]
    return [(page.locator, page.text) for page in pages]


def body(data):
    return "\n".join(text for locator, text in pieces(data) if "part" not in locator).split("\n")


def test_headings_and_lists_make_sections_with_their_path():
    data = odt(
        p("Careers strategy", "P1")
        + h("Aims", 2)
        + p("Every learner meets an employer.")
        + items(p("Twice a year") + p("at least") + items(p("in every area")))
        + f"<text:section>{h('Risks', 2)}{p('None.')}</text:section>"
    )

    assert file_type(data) == "odt"
    assert pieces(data) == [
        (
            {"kind": "section", "path": ["Careers strategy", "Aims"], "paragraphs": [1, 6]},
            (
                "Careers strategy\nAims\nEvery learner meets an employer.\n• Twice a year\n"
                "at least\n• in every area"
            ),
        ),
        (
            {"kind": "section", "path": ["Careers strategy", "Risks"], "paragraphs": [7, 8]},
            "Risks\nNone.",
        ),
    ]


def test_tables_are_read_by_row_and_nested_ones_once():
    inner = table(row(cell(p("in a")), cell(p("in b"))))
    header = f"<table:table-header-rows>{row(cell(p('Area')), cell(p('Use')))}"
    hidden = row(cell(p("no")), cell(p("no"))).replace(
        "-row>", '-row table:visibility="collapse">', 1
    )
    data = odt(
        table(
            header + "</table:table-header-rows>",
            row(cell(p("Hair") + p("and beauty")), cell(p("40") + inner)),
            row(cell(p("Both"), span=2), cell(p("End"))),
            row("<table:covered-table-cell/>", cell(p("Below"))),
            row(cell(p("One") + p("cell"))),
            row(cell(p("")), cell(p(""))),
            hidden,
        )
    )

    assert body(data) == [
        "Area\tUse",
        "Hair and beauty\t40 in a in b",
        "Both\tEnd",
        "\tBelow",
        "One",
        "cell",
    ]


def test_text_boxes_and_shapes_are_read_once_and_their_descriptions_never():
    shape = f"<draw:custom-shape>{p('In the shape')}<svg:desc>Alt</svg:desc></draw:custom-shape>"
    data = odt(
        box(p("On the page"))
        + p("Around " + box(h("In the box")) + f"<draw:a><draw:g>{shape}</draw:g></draw:a>it")
        + p("<draw:frame><draw:object/><draw:image/></draw:frame>After")
    )

    assert body(data) == ["On the page", "Around it", "In the box", "In the shape", "After"]


def test_deletions_and_hidden_text_are_left_out_whoever_hides_it():
    deletion = f"<text:deletion>{p('struck out')}</text:deletion>"
    hidden_field = '<text:hidden-paragraph text:is-hidden="true"/>'
    shown_field = '<text:hidden-paragraph text:is-hidden="false"/>'
    data = odt(
        f"<text:tracked-changes><text:changed-region>{deletion}</text:changed-region>"
        "</text:tracked-changes>"
        + p(
            'Seen <text:change text:change-id="1"/>'
            '<text:span text:style-name="Secret">hidden</text:span>'
            '<text:span text:style-name="Deeper">hidden</text:span>'
            '<text:span text:style-name="Open">again</text:span>'
            "<text:hidden-text>hidden</text:hidden-text>"
        )
        + p("hidden", "Gone")
        + p(f"hidden{hidden_field}")
        + p(f"Shown{shown_field}", "Loop")
        + f'<text:section text:display="none">{p("hidden")}</text:section>'
        + "<text:table-of-content><text:table-of-content-source>"
        "<text:index-title-template>Contents</text:index-title-template>"
        f"</text:table-of-content-source><text:index-body>{p('Aims 1')}</text:index-body>"
        "</text:table-of-content>"
    )

    assert body(data) == ["Seen again", "Shown", "Aims 1"]


def test_headers_notes_and_comments_stand_apart_from_the_body():
    note = (
        '<text:note text:note-class="{}"><text:note-citation>1</text:note-citation>{}</text:note>'
    )
    held = "<text:note-body>{}</text:note-body>"
    remark = f"<office:annotation><creator>Somebody</creator>{p('Is it?')}</office:annotation>"
    masters = (
        f"<style:master-page><style:header>{p('DRAFT')}</style:header>"
        f"<style:header-left>{p('DRAFT')}</style:header-left>"
        f'<style:footer-first style:display="false">{p("no")}</style:footer-first>'
        f"<style:footer>{p('Page 1')}</style:footer></style:master-page>"
    )
    data = odt(
        p(
            "Approved"
            + note.format("footnote", held.format(p("By the board.")))
            + note.format("endnote", held.format(p("In May.")))
            + remark
        ),
        masters=masters,
    )

    assert [(locator["path"], locator.get("part"), text) for locator, text in pieces(data)] == [
        ([], None, "Approved"),
        (["header"], "header", "DRAFT"),
        (["footer"], "footer", "Page 1"),
        (["footnote"], "footnote", "By the board."),
        (["endnote"], "endnote", "In May."),
        (["comment"], "comment", "Is it?"),
    ]


def test_white_space_is_what_its_elements_say():
    data = odt(
        p('  one\n   two<text:s text:c="2"/>three<text:tab/>four<text:line-break/>five<text:s/>six')
    )

    assert body(data) == ["one two  three\tfour", "five six"]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 broken",
        archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
        archive({"content.xml": "not XML"}),
        archive({"content.xml": "<a>" * 200_000}),
        odt("<text:p>"),
    ],
)
def test_a_broken_file_fails_with_a_next_step(data):
    with pytest.raises(UnreadableError, match="save it again") as failed:
        OpenDocumentText(data)

    assert failed.value.state is ReadState.FAILED


def test_a_locked_file_needs_a_password():
    entry = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'

    with pytest.raises(UnreadableError, match="password") as locked:
        OpenDocumentText(odt(p("scrambled"), **{MANIFEST: entry}))

    assert locked.value.state is ReadState.NEEDS_PASSWORD


def test_a_file_without_text_is_refused():
    with pytest.raises(UnreadableError, match="has no text"):
        OpenDocumentText(odt(p("")))


def test_entities_are_neither_expanded_nor_fetched(tmp_path):
    secret = saved(tmp_path, b"secret").as_uri()
    prolog = f'<!DOCTYPE d [<!ENTITY a "bomb"><!ENTITY b SYSTEM "{secret}">]>'

    assert body(odt(p("Before &a;&b; after"), prolog=prolog)) == ["Before  after"]


def test_entities_that_grow_without_end_are_not_followed():
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    prolog = f'<!DOCTYPE d [<!ENTITY a0 "bomb">{grown}]>'

    with pytest.raises(UnreadableError, match="damaged"):
        OpenDocumentText(odt(p("&a8;"), prolog=prolog))


def spelt(text):
    """Write text as OpenDocument has it: of white space only single blanks stand for themselves."""
    return escape(text).replace(" ", "<text:s/>")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_text_survives(text):
    data = odt(p("Begin") + p("x" + spelt(storable(text)) + "x"))

    assert body(data)[1] == f"x{storable(text)}x"
