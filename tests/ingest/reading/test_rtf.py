"""Rich text: what is shown, in every encoding; and the hostile ones."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading import sentences
from ingest.reading.events import ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.rtf import RichTextFile
from ingest.reading.storable import storable

FONTS = (
    rb"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fnil\fcharset238{\*\falt Arial} Arial CE;}"
    rb"{\f2\fnil\fcharset2 Symbol;}{\f3\fnil\fcharset128 MS Gothic;}{\f4\fnil\cpg1251 Own;}}"
)
STYLES = (
    rb"{\stylesheet{\ql Normal;}{\s1\ql{\*\keycode x}\sbasedon0 heading 1;}{\s2 Heading 2;}"
    rb"{\s3\outlinelevel1 College heading;}{\s4 Title;}{\*\cs1\b heading 3;}{\cs2 heading 3;}}"
)


def rtf(body, head=FONTS + STYLES):
    inside = body if isinstance(body, bytes) else body.encode("ascii")
    return rb"{\rtf1\ansi\ansicpg1252\deff0" + head + rb"{\info{\title No}}" + inside + b"}"


def pieces(data):
    opened = RichTextFile(data)
    pages = [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]
    return [(page.locator, page.text) for page in pages]


def body(inside):
    found = pieces(rtf(inside))
    return "\n".join(text for locator, text in found if "part" not in locator).split("\n")


def test_headings_and_lists_make_sections_with_their_path():
    data = rtf(
        rb"\pard\plain\s4 Careers strategy\par\pard\s3 Aims\par"
        rb"\pard\plain Every learner meets an employer.\par"
        rb"\pard{\listtext\pard\plain\f2\'b7\tab}Twice a year\par{\pntext 2)\tab}In every area\par"
        rb"\pard\cs1 Not a heading\par\pard\outlinelevel1 Risks\par\pard\outlinelevel9 None.\par"
    )

    assert file_type(data) == "rtf"
    assert pieces(data) == [
        (
            {"kind": "section", "path": ["Careers strategy", "Aims"], "paragraphs": [1, 6]},
            (
                "Careers strategy\nAims\nEvery learner meets an employer.\n• Twice a year\n"
                "2) In every area\nNot a heading"
            ),
        ),
        (
            {"kind": "section", "path": ["Careers strategy", "Risks"], "paragraphs": [7, 8]},
            "Risks\nNone.",
        ),
    ]


def test_headings_go_by_the_name_of_their_style():
    locators = [locator for locator, _ in pieces(rtf(rb"\s1 One\par\pard\s2 Two\par\pard x\par"))]

    assert [locator["path"] for locator in locators] == [["One", "Two"]]


def test_tables_are_read_by_row_and_inner_ones_with_their_cell():
    found = body(
        rb"Before\par\trowd\cellx1\cellx2\pard\intbl Area\cell Use\cell\row"
        rb"\trowd\pard\intbl Hair\par and beauty\cell 40\par\itap2 in a\nestcell in b\nestcell"
        rb"{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}\cell\row"
        rb"\pard\intbl One\par cell\cell\row\pard\intbl\cell\cell\row"
        rb"\pard\intbl never\cell closed\cell\pard After\par"
    )

    assert found == [
        "Before",
        "Area\tUse",
        "Hair and beauty\t40 in a in b",
        "One",
        "cell",
        "never\tclosed",
        "After",
    ]


def test_text_boxes_follow_their_paragraph_and_their_old_form_is_left_out():
    found = body(
        rb"Around {\shp{\*\shpinst\shpleft1{\sp{\sn wzName}{\sv Alt}}"
        rb"{\shptxt\pard\s1 In the box\par}}"
        rb"{\shprslt old}}it\par{\*\do\dobxpage{\dptxbxtext Older box\par}}Next\par"
    )

    assert found == ["Around it", "In the box", "Next", "Older box"]


def test_deletions_hidden_text_and_what_is_not_text_are_left_out():
    found = body(
        rb"Seen {\deleted struck out}{\v hidden \u233?}again\par"
        rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt a link}}{\*\unknown no}{\xe{index}}\par"
        rb"{\pict\wmetafile8 0102ff}{\object\objemb{\*\objdata 0102}{\result{\pict 01}shown}}\par"
        rb"{\revised inserted}{\v x\plain  plain}\par"
        rb"{\mmath{\*\moMath{\mr x=1}{\mctrlPr no}}{\mmathPict no}}\par"
    )

    assert found == ["Seen again", "a link", "shown", "inserted plain", "x=1"]


def test_headers_notes_and_comments_stand_apart_from_the_body():
    data = rtf(
        rb"{\header DRAFT\par}{\headerf DRAFT\par}{\footer Page 1\par}"
        rb"Approved{\footnote By the board.}{\footnote\ftnalt In May.}"
        rb"{\*\atnid XY}{\*\atnauthor Somebody}{\*\annotation{\*\atnref 1}Is it?}\par"
    )

    assert [(locator["path"], locator.get("part"), text) for locator, text in pieces(data)] == [
        ([], None, "Approved"),
        (["header"], "header", "DRAFT"),
        (["footer"], "footer", "Page 1"),
        (["footnote"], "footnote", "By the board."),
        (["endnote"], "endnote", "In May."),
        (["comment"], "comment", "Is it?"),
    ]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (rb"Caf\'e9 caf\xe9", "Café café"),
        (rb"\f1 \'9elu\'9d", "žluť"),
        (rb"\f3 \'83\'5d\'83\'8b{\f0 x}", "ゾルx"),
        (rb"\f3 \'83]", "ゾ"),
        (rb"\f4 \'c4\'e0", "Да"),
        (rb"\f2\'b7 \u-3913?x", "• •x"),
        (rb"\u8364?\uc0\u8364 \uc2\u8364??x", "€€€x"),
        (rb"\u8364\'80x", "€x"),
        (rb"\u-10187?\u-8938?", "\U0001d516"),
        (rb"\u-10187?x", "\ufffdx"),
        (rb"\u8364{\b ?}", "€?"),
        (rb"a\~b\_c\-d\{e\}\\f\tab g\line h\emdash\bullet\rquote", "a\xa0b-cd{e}\\f\tg\nh—•’"),
        (b"one\\\ntwo\\\rthree", "one\ntwo\nthree"),
        (rb"\upr{no}{\*\ud{yes{\b !}}}", "yes!"),
        (rb"{\loch x\b0\*\cs7 words}", "xwords"),
        (rb"a \bin5 }}}}}b\'zz", "a bzz"),
    ],
)
def test_characters_are_what_they_show(inside, text):
    inside = inside.replace(rb"\xe9", b"\xe9")

    assert "\n".join(body(inside)) == text


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (rb"{\rtf1\mac caf\'8e}", "café"),
        (rb"{\rtf1\pc caf\'82}", "café"),
        (rb"{\rtf1\ansi\ansicpg65001 caf\'c3\'a9}", "café"),
        (rb"{\rtf1\ansi\ansicpg99999 caf\'e9}", "café"),
        (rb"{\rtf1\deff1{\fonttbl\f0\fcharset0 A;\f1\fcharset204 B;}\'c4\'e0}", "Да"),
    ],
)
def test_the_encoding_is_what_the_head_says(head, text):
    assert pieces(head)[0][1] == text


def test_a_file_that_breaks_off_says_so_at_its_end():
    page = RichTextFile(rb"{\rtf1 Hello {\b there").piece(1)

    assert page.text == "Hello there"
    assert page.problems == (sentences.CUT_OFF,)
    assert RichTextFile(rb"{\rtf1 Hello}").piece(1).problems == ()


def test_a_file_without_text_is_refused():
    with pytest.raises(UnreadableError, match="has no text"):
        RichTextFile(rtf(rb"{\pict 0102}"))


def test_depth_beyond_every_program_is_damage_and_in_pictures_costs_nothing():
    deep = b"{" * 200_000 + b"}" * 200_000

    with pytest.raises(UnreadableError, match="damaged") as failed:
        RichTextFile(rtf(deep))

    assert failed.value.state is ReadState.FAILED
    assert body(rb"Before{\pict" + deep + rb"} after") == ["Before after"]


def test_raw_bytes_beyond_the_end_are_no_harm():
    assert pieces(rb"{\rtf1 Hello\bin4000000000 x}")[0][1] == "Hello"


@given(st.binary(max_size=300))
def test_whatever_follows_the_first_word_ends_well(data):
    with suppress(UnreadableError):
        assert all(text == storable(text) for _, text in pieces(b"{\\rtf1 " + data))


def spelt(text):
    """Write text as programs do: what is not ASCII as code units, with a character in its place."""
    units = text.encode("utf-16-le")
    codes = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    special = {"\\": "\\\\", "{": "\\{", "}": "\\}"}
    return "".join(
        special.get(chr(code), chr(code)) if code < 128 else f"\\u{(code + 32768) % 65536 - 32768}?"
        for code in codes
    )


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_text_survives(text):
    assert body(rf"\pard x{spelt(text)}x\par") == [f"x{storable(text)}x"]
