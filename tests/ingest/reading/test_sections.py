"""Sections: at most 1,000 words, under the right headings, nothing lost."""

import re

from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.sections import MOST_WORDS, Block, count_words, cut_sections, section_page

WORDS = re.compile(r"\w+")
BLOCKS = st.lists(
    st.builds(
        Block,
        st.text(alphabet="abc é.,;\n|", min_size=1, max_size=60).map(lambda text: text * 40),
        st.sampled_from([0, 0, 0, 1, 2, 3]),
    ),
    max_size=25,
)


@given(BLOCKS)
def test_no_section_is_longer_than_a_locator_may_be(blocks):
    sections = cut_sections(blocks)

    assert all(count_words(section.text) <= MOST_WORDS for section in sections)


@given(BLOCKS)
def test_every_word_is_in_one_section_in_order(blocks):
    given_words = [word for block in blocks for word in WORDS.findall(block.text)]

    kept = [word for section in cut_sections(blocks) for word in WORDS.findall(section.text)]

    assert kept == given_words


@given(BLOCKS)
def test_paragraph_numbers_run_on_without_a_hole(blocks):
    last = 0
    for section in cut_sections(blocks):
        assert section.first == last + 1
        assert section.last >= section.first
        last = section.last


def test_a_section_begins_at_each_heading_and_knows_the_headings_above():
    blocks = [
        Block("Careers report", 1),
        Block("Summary", 2),
        Block("We met twice."),
        Block("Numbers", 2),
        Block("Forty learners."),
        Block("Annex", 1),
        Block("None."),
    ]

    sections = cut_sections(blocks)

    assert [(section.path, section.first, section.last) for section in sections] == [
        (("Careers report", "Summary"), 1, 3),
        (("Careers report", "Numbers"), 4, 5),
        (("Annex",), 6, 7),
    ]


def test_a_heading_without_text_keeps_its_own_section_before_its_equal():
    sections = cut_sections([Block("Item 1", 1), Block("Item 2", 1), Block("Noted.")])

    assert [section.text for section in sections] == ["Item 1", "Item 2\nNoted."]


def test_a_long_run_without_white_space_is_cut_as_well():
    sections = cut_sections([Block("x" * 100_000)])

    assert max(len(section.text) for section in sections) <= 20 * (MOST_WORDS + 1)


def test_parts_beside_the_body_say_so_in_path_and_locator():
    (section,) = cut_sections([Block("Draft")], part="header")

    page = section_page(section, 7)

    assert page.locator == {
        "kind": "section",
        "path": ["header"],
        "paragraphs": [1, 1],
        "part": "header",
    }
    assert page.ordinal == 7
