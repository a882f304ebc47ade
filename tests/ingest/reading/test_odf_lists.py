"""Lists of OpenDocument texts carry the numbers that their program shows."""

from ingest.reading.odt import OpenDocumentText
from tests.ingest.reading.making_odf import h, odt, p

LETTERS = (
    '<text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="("'
    ' style:num-suffix=")" text:start-value="3"/>'
    '<text:list-level-style-number text:level="3" style:num-format="i" text:display-levels="3"/>'
    '<text:list-level-style-bullet text:level="4" text:bullet-char="-"/></text:list-style>'
)
OUTLINE = (
    '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
    '<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>'
)


def listed(*items, said=""):
    return f'<text:list text:style-name="L" {said}>{"".join(items)}</text:list>'


def item(inside, said=""):
    return f"<text:list-item {said}>{inside}</text:list-item>"


def inner(*items):
    return f"<text:list>{''.join(items)}</text:list>"


def lines(body, styles=LETTERS):
    opened = OpenDocumentText(odt(body, masters=styles))
    pages = (opened.piece(ordinal) for ordinal in range(1, len(opened) + 1))
    return "\n".join(page.text for page in pages).split("\n")


def test_items_are_counted_by_level_and_begin_again_with_a_list():
    found = lines(
        listed(
            item(p("One") + p("goes on") + inner(item(p("in")), item(inner(item(p("deep")))))),
            item(p("")),
            item(p("Three"), 'text:start-value="9"'),
        )
        + listed(item(p("Ten")), said='text:continue-numbering="true"')
        + listed(item(p("One")))
        + listed(f"<text:list-header>{p('Head')}</text:list-header>")
        + inner(item(p("plain")))
    )

    assert found == [
        "1. One",
        "goes on",
        "(c) in",
        "1.c.i deep",
        "9. Three",
        "10. Ten",
        "1. One",
        "Head",
        "• plain",
    ]


def test_headings_are_counted_where_the_outline_says_so():
    found = lines(
        h("Aims")
        + h("Scope", 2)
        + h("Note", 3)
        + h("Risks")
        + h("Scope", 2)
        + h("Left out").replace("text:h ", 'text:h text:is-list-header="true" ', 1),
        OUTLINE,
    )

    assert found == ["1 Aims", "1.1 Scope", "Note", "2 Risks", "2.1 Scope", "Left out"]
