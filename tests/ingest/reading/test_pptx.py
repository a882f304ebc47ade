"""PowerPoint files: what is said on a slide, once and in order; and the broken ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.reading import sentences
from ingest.reading.events import PageOutcome, ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.pptx import PowerPointFile
from ingest.reading.storable import storable
from tests.ingest.reading.making import saved
from tests.ingest.reading.making_slides import (
    BLANK,
    TITLE_AND_CONTENT,
    add_box,
    add_part,
    add_slide,
    changed,
    packed,
    part_of,
    pptx,
)

SLIDE_1 = "ppt/slides/slide1.xml"


@pytest.fixture
def presentation():
    return Presentation()


def pieces(data):
    opened = PowerPointFile(data)
    return [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]


def body(presentation, number=1):
    read = pieces(packed(presentation))
    found = (p for p in read if (p.locator["number"], p.locator["part"]) == (number, "body"))
    return next(found).text.split("\n")


def test_a_slide_and_its_notes_are_pieces_and_slides_keep_their_numbers(presentation):
    first = add_slide(presentation, "Careers strategy")
    first.notes_slide.notes_text_frame.text = "Say why."
    add_slide(presentation, "Aims")
    data = packed(presentation)

    assert file_type(data) == "pptx"
    assert [(dict(piece.locator), piece.text, piece.ordinal) for piece in pieces(data)] == [
        ({"kind": "slide", "number": 1, "part": "body"}, "Careers strategy", 1),
        ({"kind": "slide", "number": 1, "part": "notes"}, "Say why.", 2),
        ({"kind": "slide", "number": 2, "part": "body"}, "Aims", 3),
    ]
    assert PowerPointFile(data).numbers == [1, 1, 2]


def test_the_title_comes_first_then_boxes_as_people_read_them(presentation):
    slide = add_slide(presentation, layout=TITLE_AND_CONTENT)
    add_box(slide.shapes, "bottom", 0, 9)
    add_box(slide.shapes, "right", 5, 7)
    add_box(slide.shapes, "left", 0, 7.1)
    add_box(slide.shapes, "top", 0, 0)
    slide.placeholders[1].text = "One\nTwo"
    slide.shapes.title.text = "Title"
    # Its place is said by the layout alone: between the top and the next two.
    place = slide.placeholders[1].element.spPr
    for child in list(place):
        place.remove(child)

    assert body(presentation) == ["Title", "top", "One", "Two", "left", "right", "bottom"]


def test_groups_stay_together_and_tables_are_read_by_row(presentation):
    slide = add_slide(presentation, layout=BLANK)
    group = slide.shapes.add_group_shape()
    add_box(group.shapes, "in the group, below", 0, 1)
    add_box(group.shapes, "in the group, above", 0, 0)
    add_box(slide.shapes, "beside the group", 5, 0)
    table = slide.shapes.add_table(3, 3, 0, Inches(4), Inches(9), Inches(2)).table
    for at, text in enumerate(("Area", "Take-up", "Note", "Hair\nand beauty", "40", "")):
        table.cell(at // 3, at % 3).text = text
    table.cell(2, 0).merge(table.cell(2, 1))
    table.cell(2, 0).text = "Both"
    table.cell(2, 2).text = "End"

    assert body(presentation) == [
        "in the group, above",
        "in the group, below",
        "beside the group",
        "Area\tTake-up\tNote",
        "Hair and beauty\t40\t",
        "Both\tEnd",
    ]


def test_what_repeats_or_describes_is_left_out(presentation):
    slide = add_slide(presentation, "Title")
    for kind in ("dt", "ftr", "sldNum"):
        box = add_box(slide.shapes, f"a {kind} placeholder", 0, 5)
        properties = box.element.nvSpPr.nvPr
        properties.append(properties.makeelement(f"{{{properties.nsmap['p']}}}ph", {"type": kind}))
    box = add_box(slide.shapes, "Slide ", 0, 3)
    box.element.nvSpPr.cNvPr.set("descr", "alternative text")
    paragraph = box.element.txBody.p_lst[0]
    paragraph.append(
        etree.fromstring(
            f'<a:fld xmlns:a="{paragraph.nsmap["a"]}" type="slidenum"><a:t>7</a:t></a:fld>'
        )
    )
    add_box(slide.shapes, "hidden", 0, 4).element.nvSpPr.cNvPr.set("hidden", "1")

    assert body(presentation) == ["Title", "Slide"]


def test_a_hidden_slide_keeps_its_place_and_says_that_it_is_hidden(presentation):
    add_slide(presentation, "Seen")
    hidden = add_slide(presentation, "Not meant")
    hidden.element.set("show", "0")
    hidden.notes_slide.notes_text_frame.text = "Nor this"
    add_slide(presentation, "Seen too")

    read = pieces(packed(presentation))

    assert [piece.text for piece in read] == ["Seen", "", "Seen too"]
    assert read[1].problems == (sentences.SLIDE_HIDDEN,)
    assert read[1].outcome is PageOutcome.BLANK


def test_a_chart_gives_its_title(presentation):
    slide = add_slide(presentation, layout=BLANK)
    figures = CategoryChartData()
    figures.categories = ["Autumn"]
    figures.add_series("Visits", (4,))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(4), Inches(3), figures)
    frame.chart.chart_title.text_frame.text = "Visits by term"

    assert body(presentation) == ["Visits by term"]


def diagram(slide, *, drawn):
    dgm = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    dsp = "http://schemas.microsoft.com/office/drawing/2008/diagram"
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    text = f'<{{0}}><a:p xmlns:a="{a}"><a:r><a:t>{{1}}</a:t></a:r></a:p></{{0}}>'
    points = '<dgm:pt modelId="0" type="doc"/>' + "".join(
        f'<dgm:pt modelId="{key}">{text.format("dgm:t", key)}</dgm:pt>' for key in ("plan", "do")
    )
    shapes = "".join(
        f"<dsp:sp><dsp:nvSpPr/><dsp:spPr/>{text.format('dsp:txBody', key)}</dsp:sp>"
        for key in ("do", "plan")
    )
    drawing = f'<dsp:drawing xmlns:dsp="{dsp}"><dsp:spTree>{shapes}</dsp:spTree></dsp:drawing>'
    drawing_id = add_part(slide, "/ppt/diagrams/drawing1.xml", "diagramDrawing", drawing)
    extension = f'<dsp:dataModelExt xmlns:dsp="{dsp}" relId="{drawing_id if drawn else ""}"/>'
    model = (
        f'<dgm:dataModel xmlns:dgm="{dgm}"><dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst>'
        '<dgm:cxn srcId="0" destId="do" srcOrd="1"/><dgm:cxn srcId="0" destId="plan" srcOrd="0"/>'
        f"</dgm:cxnLst>{extension}</dgm:dataModel>"
    )
    model_id = add_part(slide, "/ppt/diagrams/data1.xml", "diagramData", model)
    frame = slide.shapes.add_table(1, 1, 0, 0, 9, 9).element
    data = frame.graphic.graphicData
    data.remove(data.tbl)
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    data.append(data.makeelement(f"{{{dgm}}}relIds", {f"{{{link}}}dm": model_id}))


@pytest.mark.parametrize(("drawn", "lines"), [(True, ["do", "plan"]), (False, ["plan", "do"])])
def test_a_diagram_is_read_once_as_drawn_or_from_its_points(presentation, drawn, lines):
    diagram(add_slide(presentation, layout=BLANK), drawn=drawn)

    assert body(presentation) == lines


def test_comments_of_both_kinds_are_marked(presentation):
    old = '<p:cmLst xmlns:p="p"><p:cm><p:pos x="1" y="1"/><p:text>Is it?</p:text></p:cm></p:cmLst>'
    new = (
        '<c:cmLst xmlns:c="c"><c:cm><c:replyLst><c:reply><c:txBody><p><r><t>It is.</t></r></p>'
        "</c:txBody></c:reply></c:replyLst><c:txBody><p><r><t>Sure?</t></r></p></c:txBody></c:cm>"
        "</c:cmLst>"
    )
    slide = add_slide(presentation, "Title")
    add_part(slide, "/ppt/comments/comment1.xml", "comments", old)
    add_part(slide, "/ppt/comments/modern1.xml", "comments", new)

    assert body(presentation) == ["Title", "Comment: Is it?", "Comment: Sure?", "Comment: It is."]


def test_a_slide_without_text_says_whether_it_shows_something(presentation, tmp_path):
    add_slide(presentation, layout=BLANK)
    shown = add_slide(presentation, layout=BLANK)
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
        "0000000049454e44ae426082"
    )
    shown.shapes.add_picture(str(saved(tmp_path, png)), 0, 0)

    read = pieces(packed(presentation))

    assert [piece.outcome for piece in read] == [PageOutcome.BLANK, PageOutcome.NO_TEXT]
    assert [piece.problems for piece in read] == [
        (sentences.SLIDE_BLANK,),
        (sentences.SLIDE_NO_TEXT,),
    ]


@pytest.mark.parametrize("content", [None, "<p:sld", "<a>" * 200_000])
def test_a_broken_slide_costs_no_other(content):
    read = pieces(changed(pptx("One", "Two"), {SLIDE_1: content}))

    assert [piece.text for piece in read] == ["", "Two"]
    assert read[0].outcome is PageOutcome.FAILED
    assert read[0].problems == (sentences.SLIDE_FAILED,)


def test_a_slide_that_is_listed_again_is_read_once():
    data = pptx("One")
    listed = part_of(data, "ppt/presentation.xml")
    entry = listed[listed.index("<p:sldId ") : listed.index("</p:sldIdLst>")]

    read = pieces(changed(data, {"ppt/presentation.xml": listed.replace(entry, entry * 3)}))

    assert [piece.text for piece in read] == ["One", "", ""]


@pytest.mark.parametrize(
    "parts",
    [
        {"ppt/presentation.xml": None},
        {"ppt/presentation.xml": "not XML"},
        {"ppt/presentation.xml": "<a>" * 200_000},
        {"_rels/.rels": None},
        {"_rels/.rels": "<"},
    ],
)
def test_a_broken_file_fails_with_a_next_step(parts):
    with pytest.raises(UnreadableError, match="save it again") as failed:
        PowerPointFile(changed(pptx("One"), parts))

    assert failed.value.state is ReadState.FAILED


def test_what_is_no_package_fails_too():
    with pytest.raises(UnreadableError, match="damaged"):
        PowerPointFile(b"PK\x03\x04 broken")


def test_entities_are_neither_expanded_nor_fetched(tmp_path):
    data = pptx("Before")
    secret = saved(tmp_path, b"secret").as_uri()
    declared = f'<!DOCTYPE d [<!ENTITY a "bomb"><!ENTITY b SYSTEM "{secret}">]>'
    slide = part_of(data, SLIDE_1).partition("?>")[2].replace("Before", "Before &a;&b;")

    read = pieces(changed(data, {SLIDE_1: declared + slide}))

    assert read[0].text == "Before"


def test_swollen_parts_are_refused():
    data = changed(pptx("One"), {"ppt/presentation.xml": b" " * (5 << 20)})

    with pytest.raises(UnreadableError, match="unpacks to far more"):
        PowerPointFile(data)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_text_survives(text):
    presentation = Presentation()
    add_box(add_slide(presentation, layout=BLANK).shapes, text, 0, 0)

    read = pieces(packed(presentation))

    assert read[0].text.split() == storable(text).split()
