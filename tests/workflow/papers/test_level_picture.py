"""The picture of claimed and judged levels, and the words that say the same."""

from xml.etree import ElementTree as ET

from workflow.papers import level_picture

LEVELS = [
    {"dimension": "1.5", "claimed": 3, "judged": 2},
    {"dimension": "2.1", "claimed": 2, "judged": 2},
    {"dimension": "6.2", "claimed": 0, "judged": 2},
]
SVG = "{http://www.w3.org/2000/svg}"


def test_each_level_is_drawn_with_a_letter_never_by_colour_alone():
    drawn = ET.fromstring(level_picture.svg(LEVELS))  # noqa: S314 - written by us
    letters = [text.text for text in drawn.iter(f"{SVG}text")]

    assert letters.count("C") == letters.count("V") == 3
    assert len({circle.get("cx") for circle in list(drawn.iter(f"{SVG}circle"))[2:4]}) == 2


def test_its_words_count_what_is_the_same_higher_and_lower():
    words = level_picture.in_words(LEVELS)

    assert "3 tested dimensions" in words
    assert "1 the same, 1 judged higher, 1 lower" in words
