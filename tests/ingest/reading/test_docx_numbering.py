"""Lists of Word files carry the numbers that Word shows."""

from ingest.reading.docx import WordFile
from tests.ingest.reading.making import docx, paragraph, run, style


def level(place, text, format_="decimal", extra=""):
    return (
        f'<w:lvl w:ilvl="{place}">{extra}<w:start w:val="1"/><w:numFmt w:val="{format_}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def kind(name, inside):
    return f'<w:abstractNum w:abstractNumId="{name}">{inside}</w:abstractNum>'


def num(name, of, inside=""):
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{inside}</w:num>'


def at(number, place=None):
    said = "" if place is None else f'<w:ilvl w:val="{place}"/>'
    return f'<w:numPr>{said}<w:numId w:val="{number}"/></w:numPr>'


def lines(numbering, *paragraphs, styles=""):
    opened = WordFile(docx("".join(paragraphs), styles=styles, numbering=numbering))
    return opened.piece(1).text.split("\n")


def test_items_are_counted_by_level_also_without_text_and_across_lists_of_a_kind():
    numbering = (
        kind("a", level(0, "%1.") + level(1, "(%2)", "lowerLetter"))
        + num("1", "a")
        + num("2", "a")
        + num("3", "a", '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>')
        + num("4", "a", f'<w:lvlOverride w:ilvl="0">{level(0, "Point %1:")}</w:lvlOverride>')
    )
    found = lines(
        numbering,
        paragraph(run("One"), at(1)),
        paragraph("", at(1)),
        paragraph(run("in"), at(1, 1)),
        paragraph(run("Three"), at(2, 0)),
        paragraph(run("None"), at(0)),
        paragraph(run("Seven"), at(3, 0)),
        paragraph(run("Eight"), at(3, 0)),
        paragraph(run("Nine"), at(4, 0)),
    )

    assert found == [
        "1. One",
        "(a) in",
        "3. Three",
        "None",
        "7. Seven",
        "8. Eight",
        "Point 9: Nine",
    ]


def test_styles_tie_headings_to_levels_and_bullets_mark_no_heading():
    tied = '<w:pStyle w:val="{}"/>'
    numbering = (
        kind("a", level(0, "%1", extra=tied.format("H1")) + level(1, "%1.%2"))
        + kind("b", level(0, "\uf0b7", "bullet"))
        + num("1", "a")
        + num("2", "b")
    )
    numbered = (
        f'<w:style w:styleId="N1"><w:name w:val="x"/><w:basedOn w:val="H1"/>'
        f"<w:pPr>{at(1, 1)}</w:pPr></w:style>"
    )
    opened = WordFile(
        docx(
            paragraph(run("Strategy"), style("H1") + at(1, 0))
            + paragraph(run("Aims"), style("N1"))
            + paragraph(run("point"), at(2))
            + paragraph(run("Marked"), style("H1") + at(2)),
            styles=numbered,
            numbering=numbering,
        )
    )

    assert opened.piece(1).text == "1 Strategy"
    assert opened.piece(2).text == "1.1 Aims\n• point"
    assert opened.piece(2).locator["path"] == ["1.1 Aims"]
    assert opened.piece(3).text == "Marked"


def test_a_list_may_have_the_kind_of_a_style():
    numbering = (
        kind("a", '<w:numStyleLink w:val="Linked"/>')
        + kind("b", level(0, "%1)", "upperRoman"))
        + num("1", "a")
        + num("2", "b")
    )
    linked = f'<w:style w:styleId="Linked"><w:pPr>{at(2)}</w:pPr></w:style>'

    assert lines(numbering, paragraph(run("x"), at(1)), styles=linked) == ["I) x"]


def test_broken_numbering_leaves_bullets():
    loop = f'<w:style w:styleId="Loop"><w:pPr>{at(1)}</w:pPr></w:style>'
    numbering = (
        kind("a", '<w:numStyleLink w:val="Loop"/>') + num("1", "a") + num("2", "gone") + "<w:num/>"
    )
    found = lines(
        numbering,
        *(paragraph(run("x"), at(number, "99")) for number in (1, 2, 3)),
        styles=loop,
    )

    assert found == ["• x", "• x", "• x"]
