"""Pictures within slides, sections and messages: where each stands, and what is drawn of it."""

from email.message import EmailMessage
from io import BytesIO

import docx
import pytest
from docx.oxml import OxmlElement
from PIL import Image
from pptx.util import Inches

from ingest.reading import figures, sentences
from ingest.reading.figure_marks import ILLUSTRATED
from ingest.reading.formats import open_file
from tests.ingest.reading import making_odf, making_slides
from tests.ingest.reading.making_hostile import gigapixel_png
from tests.ingest.reading.making_slides import add_box, add_slide, packed


def picture(width=60, height=40, kind="PNG", colour="red"):
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


def word_file(fill):
    document = docx.Document()
    fill(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def found(data, ordinal=1):
    """Each picture of a piece: the words of the text that it stands behind, and what it says."""
    (answer,) = figures.find_figures(data, {"number": ordinal})
    text = open_file(data).piece(ordinal).text
    behind = [text[: each["after"]].rpartition("\n")[2] for each in answer["figures"]]
    return [(line, each["words"]) for line, each in zip(behind, answer["figures"], strict=True)]


def drawn(data, figure=0, ordinal=1):
    head, *rest = figures.draw_figure(data, {"number": ordinal, "figure": figure})
    return Image.open(BytesIO(rest[0])) if rest else head["reason"]


def add_described(document, words, **size):
    shape = document.add_picture(BytesIO(picture(**size)))
    shape._inline.docPr.set("descr", words)  # noqa: SLF001 - python-docx has no other way


def test_a_picture_in_a_word_file_stands_behind_its_paragraph():
    def fill(document):
        document.add_heading("Employers", 1)
        document.add_paragraph("They came in May.")
        add_described(document, "A bar chart of visits")
        document.add_paragraph("They came in May.")
        document.add_heading("Governors", 1)
        document.add_paragraph("They asked.").add_run().add_picture(BytesIO(picture()))

    data = word_file(fill)

    assert found(data) == [("They came in May.", "A bar chart of visits")]
    assert found(data, 2) == [("They asked.", "")]


def test_a_picture_alone_in_a_numbered_item_or_heading_moves_no_other():
    def fill(document):
        document.add_paragraph("First", style="List Number")
        document.add_paragraph(style="List Number").add_run().add_picture(BytesIO(picture()))
        document.add_heading("", 1).add_run().add_picture(BytesIO(picture()))
        document.add_paragraph("Last")
        document.add_picture(BytesIO(picture()))

    data = word_file(fill)

    text = open_file(data).piece(1).text
    first, last = text.split("\n")
    assert [line for line, _ in found(data)] == [first, first, last]


def test_a_picture_that_was_deleted_with_changes_tracked_is_not_shown():
    def fill(document):
        document.add_paragraph("Kept")
        document.add_picture(BytesIO(picture()))
        run = document.paragraphs[-1].runs[0]._r  # noqa: SLF001 - python-docx has no other way
        deletion = OxmlElement("w:del")
        run.addprevious(deletion)
        deletion.append(run)

    assert found(word_file(fill)) == []


def test_a_picture_stands_on_its_slide_in_reading_order():
    presentation = making_slides.Presentation()
    add_slide(presentation, "Without a picture")
    slide = add_slide(presentation, "Careers week")
    add_box(slide.shapes, "above", 1, 2)
    add_box(slide.shapes, "below", 1, 6)
    shape = slide.shapes.add_picture(BytesIO(picture()), Inches(1), Inches(4))
    shape._element.nvPicPr.cNvPr.set("descr", "Our hall")  # noqa: SLF001 - as above
    data = packed(presentation)

    assert found(data, 1) == []
    assert found(data, 2) == [("above", "Our hall")]


def test_a_slide_of_a_picture_alone_has_it():
    presentation = making_slides.Presentation()
    slide = add_slide(presentation, layout=making_slides.BLANK)
    slide.shapes.add_picture(BytesIO(picture()), Inches(1), Inches(1))

    assert len(found(packed(presentation))) == 1


def frame(name, top="1cm", words=""):
    return (
        f'<draw:frame svg:x="1cm" svg:y="{top}" svg:width="4cm" svg:height="1cm">'
        f'<draw:image xlink:href="{name}"/><svg:desc>{words}</svg:desc></draw:frame>'
    )


def with_picture(data, name="Pictures/1.png"):
    return making_slides.changed(data, {}, {name: picture()})


def test_a_picture_in_an_opendocument_text_stands_behind_its_paragraph():
    body = making_odf.p("Before") + making_odf.p(f"Here{frame('Pictures/1.png', words='A hall')}")
    data = with_picture(making_odf.odt(body + making_odf.p("After")))

    assert found(data) == [("Here", "A hall")]
    assert drawn(data).size == (60, 40)


def test_a_picture_on_an_opendocument_slide_stands_in_reading_order():
    page = making_odf.page(
        making_odf.box(making_odf.p("Hello")) + frame("./Pictures/1.png", "9cm", "A hall")
    )

    assert found(with_picture(making_odf.odp(page))) == [("Hello", "A hall")]


def test_pictures_that_came_with_a_message_stand_at_its_end():
    message = EmailMessage()
    message["Subject"] = "Photos"
    message.set_content("See below.")
    message.add_attachment(picture(), maintype="image", subtype="png", filename="hall.png")
    message.add_attachment(b"1,2", maintype="text", subtype="csv", filename="table.csv")

    assert found(message.as_bytes()) == [("Attachments: hall.png, table.csv", "hall.png")]


def test_a_picture_is_drawn_as_png_and_never_wider_than_is_useful():
    data = word_file(lambda document: add_described(document, "", width=3000, height=1500))

    assert drawn(word_with_text(data)).format == "PNG"
    assert drawn(word_with_text(data)).size == (figures.WIDEST, figures.WIDEST // 2)


def word_with_text(data):
    """Add words to a Word file: one without any is refused."""
    document = docx.Document(BytesIO(data))
    document.add_paragraph("Words")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content", [b"not a picture", gigapixel_png(), picture()[:60], b"<svg/>", b"\xd7\xcd\xc6\x9a"]
)
def test_what_cannot_be_drawn_keeps_its_place_and_says_so(content):
    body = making_odf.p(f"Here{frame('Pictures/1.png', words='A hall')}")
    data = making_slides.changed(making_odf.odt(body), {}, {"Pictures/1.png": content})

    (answer,) = figures.find_figures(data, {"number": 1})

    assert [each["words"] for each in answer["figures"]] == ["A hall"]
    assert isinstance(drawn(data), str)


def test_what_is_too_small_to_show_anything_is_passed_over():
    def fill(document):
        document.add_paragraph("Words")
        add_described(document, "dot", width=4, height=4)

    assert found(word_file(fill)) == []


def test_a_picture_of_another_page_is_not_given():
    def fill(document):
        document.add_paragraph("First")
        document.add_picture(BytesIO(picture()))
        document.add_heading("Second", 1)
        document.add_paragraph("Words")

    data = word_file(fill)

    assert drawn(data, 0, 1).size == (60, 40)
    assert drawn(data, 0, 2) == sentences.NO_SUCH_FIGURE
    assert drawn(data, 1, 1) == sentences.NO_SUCH_FIGURE


def test_no_more_pictures_of_a_page_are_shown_than_can_be_looked_at():
    def fill(document):
        document.add_paragraph("Words")
        for _ in range(figures.MOST_FIGURES + 5):
            document.add_picture(BytesIO(picture()))

    assert len(found(word_file(fill))) == figures.MOST_FIGURES


def test_files_of_other_kinds_and_broken_ones_have_none():
    assert next(figures.find_figures(b"Plain text", {"number": 1}))["figures"] == []
    broken = word_file(lambda document: document.add_picture(BytesIO(picture())))[:-100]
    (answer,) = figures.find_figures(broken, {"number": 1})
    assert answer["kind"] == "unreadable" or answer["figures"] == []


def test_every_kind_that_is_said_to_have_pictures_can_be_opened_for_them():
    assert set(figures.OPENERS) == ILLUSTRATED
