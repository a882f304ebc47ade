"""Web pages: what is seen is read, in order and by its headings; what is hidden or runs is not."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import sentences
from ingest.reading.events import PageOutcome, ReadState
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.html import HtmlFile
from ingest.reading.storable import storable


def pieces(data):
    raw = data.encode() if isinstance(data, str) else data
    opened = HtmlFile(raw)
    return [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]


def text_of(data):
    return "\n".join(page.text for page in pieces(data))


def test_headings_make_sections_with_their_path():
    data = (
        "<!DOCTYPE html><title>Not needed</title><h1>Careers strategy</h1><h2>Aims</h2>"
        "<p>Every learner\n meets <b>an employer</b>.</p>"
        "<ul><li>Twice a year<li><p>In every area</ul>"
        "<h2>Risks</h2><div>None.</div>"
    )

    assert [(page.locator, page.text) for page in pieces(data)] == [
        (
            {"kind": "section", "path": ["Careers strategy", "Aims"], "paragraphs": [1, 5]},
            (
                "Careers strategy\nAims\nEvery learner meets an employer.\n"
                "• Twice a year\n• In every area"
            ),
        ),
        (
            {"kind": "section", "path": ["Careers strategy", "Risks"], "paragraphs": [6, 7]},
            "Risks\nNone.",
        ),
    ]


def test_the_title_heads_a_page_without_a_heading_of_its_own():
    (page,) = pieces("<title> Open \n evening </title><h2>When</h2><p>In May.")

    assert page.locator["path"] == ["Open evening", "When"]


def test_the_rows_of_a_table_are_lines():
    data = (
        "<table><caption>Encounters</caption><tr><th>Area<th>Employers</tr>"
        "<tr><td>Health</td><td><p>12<br>in all</p><ul><li>a<li>b</ul></td></tr>"
        "<tr><td></td><td>3</td></tr><tr><td> </td></tr></table>"
    )

    assert text_of(data) == "Encounters\nArea\tEmployers\nHealth\t12 in all • a • b\n\t3"


def test_a_table_that_only_lays_the_page_out_is_read_as_blocks():
    data = (
        "<table><tr><td>Menu</td><td><h2>News</h2><p>One.</p>"
        "<table><tr><td>a<td>b</table></td><td>End</td></tr></table>"
    )

    assert text_of(data) == "Menu\nNews\nOne.\na\tb\nEnd"


def test_lines_of_a_preformatted_text_and_breaks_are_kept():
    assert text_of("<pre>a   b\nc</pre><p>One<br>two") == "a   b\nc\nOne\ntwo"


def test_nothing_that_runs_and_no_comment_is_read():
    data = (
        "<p>Seen<script>if (1<2) 'script'</script><style>p {style}</style>"
        "<noscript>noscript</noscript>"
        "<template>template</template><!-- comment --><iframe>frame</iframe></p>"
    )

    (page,) = pieces(data)

    assert (page.text, page.problems) == ("Seen", ())


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>secret <b>words</b></p>",
        "<div style='color: red; Display : NONE'><div>secret</div></div>",
        "<span style='visibility:hidden'>secret</span>",
    ],
)
def test_hidden_text_is_left_out_and_said(hidden):
    (page,) = pieces(f"<p>Seen</p>{hidden}<p>too")

    assert page.text == "Seen\ntoo"
    assert page.problems == (sentences.HIDDEN_LEFT_OUT,)


def test_hidden_elements_without_text_are_not_worth_a_word():
    (page,) = pieces("<p>Seen <span hidden> </span><input type=hidden value=x>too")

    assert (page.text, page.problems) == ("Seen too", ())


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset='windows-1250'><p>Žádost".encode("cp1250"),
        b'<meta http-equiv=content-type content="text/html; charset=koi8-u"><p>'
        + "Žádost".encode(),
        "<?xml version='1.0' encoding='utf-16'?><html><p>Žádost".encode(),
        "<!-- <meta charset=latin1> --><meta charset=windows-1250><p>Žádost".encode("cp1250"),
        "<html><p>Žádost".encode("utf-16"),
    ],
)
def test_the_encoding_is_found(data):
    assert text_of(data) == "Žádost"


@pytest.mark.parametrize("data", ["<html><body>", "<title>Only a title</title>", "<p hidden>x</p>"])
def test_a_page_without_text_is_refused_in_words(data):
    with pytest.raises(UnreadableError, match="no text to be seen") as caught:
        HtmlFile(data.encode())

    assert caught.value.state is ReadState.REFUSED


def test_elements_nested_as_deep_as_one_likes_are_read():
    assert text_of("<div>" * 100_000 + "deep" + "</div>" * 100_000) == "deep"
    assert text_of("<table><tr><td>" * 20_000 + "deep") == "deep"


def test_text_that_makes_no_words_is_said_to_be_garbled():
    (page,) = pieces("<p>" + "\x01\x02" * 200)

    assert page.outcome is PageOutcome.GARBLED


@pytest.mark.parametrize("start", ["<p>", "<table>", "<h1>", "<meta charset=utf-8>", "<title>"])
def test_a_page_may_begin_anywhere(start):
    assert file_type(f"{start}text".encode()) == "html"


@given(st.text())
def test_any_text_survives_in_a_page(text):
    data = f"<p>begin{html.escape(storable(text))}end</p>".encode()

    found = text_of(data)

    assert "".join(found.split()) == "".join(f"begin{storable(text)}end".split())


@given(st.text(alphabet="<>/!-&;'\"= abdefhilmnoprstuvyz&#x0123456789[]", max_size=200))
def test_no_markup_breaks_the_reading(markup):
    assert pieces("<p>text</p>" + markup)[0].text.startswith("text")
