"""OpenDocument presentations: what is said on a slide, once and in order; and the broken ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading import sentences
from ingest.reading.events import PageOutcome, ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.odp import OpenDocumentSlides
from ingest.reading.storable import storable
from tests.ingest.reading.making import archive
from tests.ingest.reading.making_odf import (
    MANIFEST,
    NAMESPACES,
    box,
    cell,
    frame,
    items,
    odp,
    p,
    page,
    row,
    table,
    title,
)
from tests.ingest.reading.test_odt import spelt


def pieces(data):
    opened = OpenDocumentSlides(data)
    return [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]


def body(inside):
    return pieces(odp(page(inside)))[0].text.split("\n")


def classed(kind):
    return f'presentation:class="{kind}"'


def test_a_slide_and_its_notes_are_pieces_and_slides_keep_their_numbers():
    repeated = "".join(
        box(p(f"a {kind}"), said=classed(kind))
        for kind in ("date-time", "footer", "header", "page-number")
    )
    notes = (
        f"<presentation:notes><draw:page-thumbnail/>{repeated}"
        f"{box(p('Say why.'), said=classed('notes'))}"
        f"{box(p('<text:page-number>1</text:page-number>'))}</presentation:notes>"
    )
    data = odp(page(title("Careers strategy") + repeated + notes) + page(title("Aims")))

    assert file_type(data) == "odp"
    assert [(dict(piece.locator), piece.text, piece.ordinal) for piece in pieces(data)] == [
        ({"kind": "slide", "number": 1, "part": "body"}, "Careers strategy", 1),
        ({"kind": "slide", "number": 1, "part": "notes"}, "Say why.", 2),
        ({"kind": "slide", "number": 2, "part": "body"}, "Aims", 3),
    ]


def test_the_title_comes_first_then_shapes_as_people_read_them():
    moved = 'draw:transform="rotate (0.5) translate (5in 3.1in)"'
    turned = f'<draw:custom-shape svg:width="3in" svg:height="1in" {moved}>{p("right")}'
    group = f"<draw:g>{box(p('group, below'), 0, 2)}{box(p('group, above'), 0, 1)}</draw:g>"
    found = body(
        box(items(p("bottom")), 0, 6)
        + turned
        + "</draw:custom-shape>"
        + box(p("left"), 0, 3.2)
        + title("Title<text:line-break/>goes on")
        + group
    )

    assert found == ["Title goes on", "group, above", "group, below", "left", "right", "bottom"]


def test_tables_are_read_by_row_and_not_their_pictures():
    held = table(row(cell(items(p("Area"))), cell(p("Use"))), row(cell(p("")), cell(p("40"))))

    assert body(frame(f"{held}<draw:image/>")) == ["Area\tUse", "\t40"]


def test_prompts_and_what_is_not_displayed_are_left_out():
    found = body(
        box(p("Click to add text"), said='presentation:placeholder="true"')
        + box(p("no"), said='draw:display="none"')
        + box(p("Seen"))
        + "<draw:line/>"
    )

    assert found == ["Seen"]


def test_a_chart_gives_its_title():
    chart = (
        f"<office:document-content {NAMESPACES}><office:body><office:chart><chart:chart>"
        f"<chart:title>{p('Visits by term')}</chart:title><chart:plot-area><chart:axis>"
        f"<chart:title>{p('Term')}</chart:title></chart:axis></chart:plot-area>"
        "</chart:chart></office:chart></office:body></office:document-content>"
    )
    held = '<draw:object xlink:href="./Object 1"/><draw:image/>'
    data = odp(page(frame(held)), parts={"Object 1/content.xml": chart})

    assert pieces(data)[0].text == "Visits by term"


def test_comments_are_marked():
    remark = (
        f"<office:annotation><creator>Somebody</creator>{p('Is')}{p('it?')}</office:annotation>"
    )

    assert body(title("Title") + remark) == ["Title", "Comment: Is it?"]


def test_a_hidden_slide_keeps_its_place_and_says_that_it_is_hidden():
    read = pieces(odp(page(title("Seen")) + page(title("no"), "Shut") + page(title("Too"))))

    assert [piece.text for piece in read] == ["Seen", "", "Too"]
    assert read[1].problems == (sentences.SLIDE_HIDDEN,)


def test_a_slide_without_text_says_whether_it_shows_something():
    notes = f"<presentation:notes>{frame('<draw:image/>')}</presentation:notes>"
    read = pieces(odp(page("") + page(frame("<draw:image/>")) + page(notes) + page(box(p("")))))

    blank, shown = PageOutcome.BLANK, PageOutcome.NO_TEXT
    assert [piece.outcome for piece in read] == [blank, shown, blank, blank]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 broken",
        archive({"mimetype": "application/vnd.oasis.opendocument.presentation"}),
        archive({"content.xml": "<a>" * 200_000}),
        odp("<draw:page>"),
    ],
)
def test_a_broken_file_fails_with_a_next_step(data):
    with pytest.raises(UnreadableError, match="save it again") as failed:
        OpenDocumentSlides(data)

    assert failed.value.state is ReadState.FAILED


def test_a_locked_file_needs_a_password():
    entry = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'

    with pytest.raises(UnreadableError, match="password"):
        OpenDocumentSlides(odp(page(title("x")), parts={MANIFEST: entry}))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_text_survives(text):
    assert body(box(p("x" + spelt(storable(text)) + "x"))) == [f"x{storable(text)}x"]
