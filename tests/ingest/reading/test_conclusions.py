"""The end of a reading follows from what became of its pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import sentences
from ingest.reading.conclusions import conclude, with_files_inside
from ingest.reading.events import PageOutcome, ReadEnd, ReadState, UnpackEnd

READ, BLANK, NO_TEXT = PageOutcome.READ, PageOutcome.BLANK, PageOutcome.NO_TEXT
GARBLED, FAILED = PageOutcome.GARBLED, PageOutcome.FAILED


def end(*outcomes, pages=None, unread_from=None, pieces_are="page", numbers=None):
    numbered = dict(enumerate(outcomes, 1))
    return conclude(
        numbered,
        pages=pages or len(outcomes),
        parser="p 1",
        unread_from=unread_from,
        pieces_are=pieces_are,
        numbers=numbers,
    )


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([READ], ReadState.READABLE),
        ([READ, BLANK], ReadState.READABLE),
        ([READ, NO_TEXT], ReadState.READABLE_WITH_GAPS),
        ([READ, GARBLED], ReadState.READABLE_WITH_GAPS),
        ([READ, FAILED], ReadState.READABLE_WITH_GAPS),
        ([NO_TEXT, NO_TEXT], ReadState.NEEDS_OCR),
        ([NO_TEXT, BLANK], ReadState.NEEDS_OCR),
        ([GARBLED, NO_TEXT], ReadState.NEEDS_OCR),
        ([FAILED, BLANK], ReadState.FAILED),
        ([BLANK, BLANK], ReadState.REFUSED),
    ],
)
def test_the_state_follows_from_the_pages(outcomes, state):
    assert end(*outcomes).state is state


def test_a_readable_file_needs_no_reason():
    assert end(READ).reason is None


def test_the_gaps_are_named():
    reason = end(*([READ] * 6), FAILED, READ, NO_TEXT).reason

    assert reason.startswith("Pages 7 and 9 could not be read.")


def test_one_gap_is_named_alone():
    assert end(READ, FAILED, pieces_are="section").reason == (
        "Section 2 could not be read. Check it in the file, or upload a better copy."
    )


def test_slides_are_named_by_their_own_numbers():
    ended = end(
        READ,
        READ,
        NO_TEXT,
        READ,
        pages=8,
        unread_from=5,
        pieces_are="slide",
        numbers=[1, 1, 2, 3, 4, 4, 5, 5],
    )

    assert ended.reason.startswith("Slide 2 could not be read. Slides 4 to 5 were not read")


def test_many_gaps_are_counted():
    reason = end(READ, *([FAILED] * 30)).reason

    assert "20, 21 and 10 more could not be read" in reason


def test_what_was_given_up_is_named_and_can_be_tried_again():
    ended = end(READ, FAILED, pages=9, unread_from=3)

    assert ended.state is ReadState.READABLE_WITH_GAPS
    assert ended.unread_from == 3
    assert ended.reason == (
        "Page 2 could not be read. Pages 3 to 9 were not read, because the file takes too much."
        " Try again."
    )


def test_nothing_read_before_the_limit_is_a_failure():
    assert end(pages=9, unread_from=1).state is ReadState.FAILED
    assert end(BLANK, pages=2, unread_from=2).state is ReadState.FAILED


def test_the_last_page_alone_may_be_given_up():
    assert "Page 2 was not read" in end(READ, pages=2, unread_from=2).reason


@given(st.lists(st.sampled_from(PageOutcome), max_size=40))
def test_every_end_but_readable_has_a_sentence(outcomes):
    ended = end(*outcomes)

    assert (ended.reason is None) == (ended.state is ReadState.READABLE)


def within(state=ReadState.READABLE, reason=None, left_out=0, told=None, **facts):
    ended = ReadEnd(state, 1, reason, "a parser")
    facts = {"count": 3, "missing": (), "is_too_deep": False} | facts
    return with_files_inside(ended, UnpackEnd(left_out, told), **facts)


def test_files_that_all_came_out_change_nothing():
    assert within() == ReadEnd(ReadState.READABLE, 1, None, "a parser")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"missing": ["a", "b"]}, sentences.not_taken_out(["a", "b"], 3)),
        ({"left_out": 1}, sentences.left_out(1)),
        ({"left_out": 1200}, sentences.left_out(1200)),
        ({"left_out": 2, "is_too_deep": True}, sentences.TOO_DEEP_INSIDE),
        ({"told": sentences.TOO_MUCH_TIME}, sentences.TOO_MUCH_TIME),
    ],
)
def test_files_that_did_not_come_out_are_gaps(facts, sentence):
    ended = within(**facts)

    assert (ended.state, ended.reason) == (ReadState.READABLE_WITH_GAPS, sentence)


def test_what_was_wrong_before_stays_said():
    ended = within(ReadState.NEEDS_OCR, "Before.", left_out=1)

    assert ended.state is ReadState.NEEDS_OCR
    assert ended.reason == f"Before. {sentences.left_out(1)}"


@pytest.mark.parametrize(
    ("names", "count", "start"),
    [
        ("ab", 3, "2 of the 3 files inside could not be taken out: “a”, “b”. "),
        ("a", 1, "The file inside could not be taken out: “a”. "),
        (
            "abcdefg",
            9,
            "7 of the 9 files inside could not be taken out: “a”, “b”, “c”, “d”, “e” and",
        ),
    ],
)
def test_of_many_files_only_some_are_named(names, count, start):
    assert sentences.not_taken_out(list(names), count).startswith(start)
