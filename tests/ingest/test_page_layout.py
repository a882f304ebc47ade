"""A page's text as blocks: nothing is lost, nothing is said twice, and marks lie exactly."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.page_layout import BlockKind, marked_layout, page_layout, pieces, with_figures
from ingest.reading.events import Figure

SECTION = {"kind": "section", "path": ["Aims", "Link governor"], "paragraphs": [1, 6]}
SLIDE = {"kind": "slide", "number": 2, "part": "body"}
MAIL = {"kind": "part", "path": [], "name": "Message"}


def seen(text, locator, media_type="docx"):
    """The blocks as (kind, rows of words)."""
    return [
        (block.kind, [[text[start:end] for start, end in row] for row in block.rows])
        for block in page_layout(text, locator, media_type)
    ]


def test_headings_paragraphs_lists_and_rows_are_told_apart():
    text = "Link governor\nThe governor visits.\n• asks\n• reports\nTerm\tVisit\nAutumn\tYes"

    assert seen(text, SECTION) == [
        (BlockKind.HEADING, [["Link governor"]]),
        (BlockKind.PARAGRAPH, [["The governor visits."]]),
        (BlockKind.LIST, [["• asks"], ["• reports"]]),
        (BlockKind.TABLE, [["Term", "Visit"], ["Autumn", "Yes"]]),
    ]


def test_the_marks_of_a_heading_are_no_part_of_its_name():
    assert seen("## Link governor ##\n\nText", SECTION, "text") == [
        (BlockKind.HEADING, [["## Link governor ##"]]),
        (BlockKind.PARAGRAPH, [["Text"]]),
    ]


def test_the_first_line_of_a_slide_is_its_title():
    assert seen("Careers week\nThree employers came", SLIDE)[0][0] is BlockKind.HEADING
    assert seen("Say hello", SLIDE | {"part": "notes"})[0][0] is BlockKind.PARAGRAPH


def test_the_lines_that_head_a_message_are_fields_and_those_in_it_are_not():
    kinds = [kind for kind, _ in seen("From: A\nSubject: Visit\n\nTo: be decided", MAIL, "eml")]

    assert kinds == [BlockKind.FIELDS, BlockKind.PARAGRAPH]


def test_lines_that_were_wrapped_by_hand_stay_one_paragraph():
    section = {"kind": "section", "path": [], "paragraphs": [1, 2]}
    text = "one\ntwo\n\nthree"

    assert seen(text, section, "text") == [
        (BlockKind.PARAGRAPH, [["one\ntwo"]]),
        (BlockKind.PARAGRAPH, [["three"]]),
    ]
    assert len(seen(text, section, "docx")) == 3


def test_a_printed_page_keeps_its_lines():
    text = "1 Aims\n• one\tx"

    assert seen(text, {"kind": "page", "number": 1}, "pdf") == [(BlockKind.PARAGRAPH, [[text]])]


TEXTS = st.text(st.sampled_from(list("ab \t\n•-:")), max_size=60)
LOCATORS = st.sampled_from(
    [SECTION, SLIDE, MAIL, {"kind": "page", "number": 1}, {"kind": "sheet", "rows": [1, 9]}]
)


@given(TEXTS, LOCATORS, st.sampled_from(["docx", "text", "eml", "xlsx"]))
def test_every_word_is_in_one_block_and_in_order(text, locator, media_type):
    spans = [
        cell
        for block in page_layout(text, locator, media_type)
        for row in block.rows
        for cell in row
    ]
    ends = [at for span in spans for at in span]

    assert ends == sorted(ends)
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(
        text.split()
    )


@given(TEXTS, st.lists(st.integers(0, 60), max_size=8), st.integers(0, 60), st.integers(0, 60))
def test_pieces_are_the_text_cut_at_the_marks(text, borders, first, last):
    borders = sorted({border for border in borders if border <= len(text)})
    marks = list(zip(borders[::2], borders[1::2], strict=False))
    start, end = sorted((min(first, len(text)), min(last, len(text))))

    found = pieces(text, (start, end), marks)

    marked = "".join(words for words, number in found if number)
    wanted = (text[max(start, a) : min(end, b)] for a, b in marks if max(start, a) < min(end, b))
    assert "".join(words for words, _ in found) == text[start:end]
    assert marked == "".join(wanted)


def test_pictures_stand_between_the_blocks_and_move_no_word():
    text = "Link governor\nThe governor visits.\nTerm\tVisit\nAutumn\tYes"
    blocks = marked_layout(text, SECTION, "docx", [])
    places = (0, len("Link governor"), text.index("Visit\n"), len(text))

    drawn = with_figures(blocks, [Figure(at, at, "", 9, 9) for at in reversed(places)])

    assert [block.kind for block in drawn] == [
        "figure", "heading", "figure", "paragraph", "table", "figure", "figure",
    ]  # fmt: skip
    assert [block for block in drawn if block.figure is None] == blocks
