"""The pieces of a presentation, whichever program wrote it."""

import pytest

from ingest.reading.events import PageOutcome, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.slides import HIDDEN, LOST, Slide, Slides, slide_locator


def test_a_piece_lost_on_the_way_is_named_as_the_piece_would_be():
    slides = Slides([Slide(["a"], ["b"]), Slide(["c"]), HIDDEN, Slide(["d"], ["e"])], "p 1")
    ordinals = range(1, len(slides) + 1)

    assert [slide_locator(slides.numbers, each) for each in ordinals] == [
        slides.piece(each).locator for each in ordinals
    ]


def test_a_slide_that_is_lost_says_so():
    piece = Slides([LOST, Slide(["a"])], "p 1").piece(1)

    assert piece.outcome is PageOutcome.FAILED
    assert piece.problems == ("This slide could not be read.",)


def test_lines_are_joined_and_blank_ones_left_out():
    piece = Slides([Slide(["Title", " ", "text \x00"], comments=["Why?"])], "p 1").piece(1)

    assert piece.text == "Title\ntext \ufffd\nComment: Why?"


@pytest.mark.parametrize(("slides", "words"), [([], "no slides"), ([HIDDEN, HIDDEN], "is hidden")])
def test_nothing_to_read_is_refused_with_a_next_step(slides, words):
    with pytest.raises(UnreadableError, match=words) as refused:
        Slides(slides, "p 1")

    assert refused.value.state is ReadState.REFUSED
