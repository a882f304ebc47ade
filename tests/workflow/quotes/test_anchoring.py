"""Finding a quote again: word for word, else nearly, else it is gone; never a guess."""

import hashlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workflow.kinds.anchors import AnchorOutcome
from workflow.quotes.anchoring import LEAST_LIKE, NewTexts, PageText, PinnedQuote

MINUTES = (
    "The link governor reported on her visit of 4 November. She challenged the leader on the "
    "destinations of construction students and asked for the figures by campus in March. "
    "The board thanked her for the report."
)
CHALLENGE = (
    "She challenged the leader on the destinations of construction students and asked for the "
    "figures by campus in March."
)


def page(number, text):
    return PageText(number, text, hashlib.sha256(text.encode()).hexdigest())


def quote_of(text, exact, number=1):
    start = text.index(exact)
    end = start + len(exact)
    return PinnedQuote(
        exact, text[max(0, start - 40) : start], text[end : end + 40], number,
        page(number, text).sha256, start, end,
    )  # fmt: skip


def anchor(old, exact, *new):
    """What becomes of a quote on page 1 of `old` in pages with these texts."""
    pages = [page(number, text) for number, text in enumerate(new, 1)]
    return NewTexts(pages).anchor(quote_of(old, exact))


def words_at(found, new):
    place = found.places[0]
    return new[place.page_number - 1][place.start : place.end]


def test_a_page_that_did_not_change_keeps_its_quote_at_the_same_place():
    twice = "Noted. Noted."
    quote = PinnedQuote("Noted", "Noted. ", ".", 1, page(1, twice).sha256, 7, 12)

    found = NewTexts([page(1, twice)]).anchor(quote)

    assert found.outcome is AnchorOutcome.FOUND
    assert (found.places[0].start, found.places[0].end) == (7, 12)


def test_the_same_words_on_the_same_page_are_found():
    new = "Minutes. " + MINUTES

    found = anchor(MINUTES, CHALLENGE, new)

    assert found.outcome is AnchorOutcome.FOUND
    assert words_at(found, [new]) == CHALLENGE


def test_the_same_words_on_another_page_have_moved():
    found = anchor(MINUTES, CHALLENGE, "Apologies were received.", MINUTES)

    assert found.outcome is AnchorOutcome.MOVED
    assert found.places[0].page_number == 2


@pytest.mark.parametrize(
    "written",
    [
        CHALLENGE.replace(" ", "\n"),
        CHALLENGE.replace("destinations", "destina-\ntions"),
        CHALLENGE.replace("figures", "\ufb01gures"),
        CHALLENGE.replace("construction", "construc\u00adtion"),
    ],
)
def test_lines_hyphens_and_ligatures_of_another_reader_are_not_a_change(written):
    found = anchor(MINUTES, CHALLENGE, f"Careers. {written} Thanks.")

    assert found.outcome is AnchorOutcome.FOUND
    assert words_at(found, [f"Careers. {written} Thanks."]) in written


@pytest.mark.parametrize(
    "written",
    [
        CHALLENGE.replace("challenged", "asked"),
        CHALLENGE.replace("She", "He"),
        CHALLENGE.replace("asked for", "did not ask for"),
        CHALLENGE.replace("March", "May"),
        CHALLENGE.replace("by campus ", ""),
        CHALLENGE.replace("students", "STUDENTS"),
        CHALLENGE.replace("students and", "students, and"),
    ],
)
def test_one_word_less_more_or_other_is_a_change(written):
    found = anchor(MINUTES, CHALLENGE, f"The link governor reported. {written} Thanks.")

    new = [f"The link governor reported. {written} Thanks."]
    assert found.outcome is AnchorOutcome.CHANGED
    assert not found.outcome.keeps_fresh
    assert words_at(found, new) == written


def test_a_word_that_only_begins_like_the_last_one_is_a_change():
    found = anchor("They met each term.", "met each term", "They met each termly review.")

    assert found.outcome is not AnchorOutcome.FOUND


def test_fewer_than_85_of_100_words_are_gone():
    words = [f"word{n}" for n in range(100)]
    old = " ".join(words)

    kept = anchor(old, old, " ".join(words[:85]))
    lost = anchor(old, old, " ".join(words[:84]))

    assert (kept.outcome, lost.outcome) == (AnchorOutcome.CHANGED, AnchorOutcome.GONE)
    assert kept.places[0].likeness == LEAST_LIKE


def test_words_around_choose_between_places():
    old = "Item 3. Careers were noted. The board met."
    new = "Item 2. Careers were noted. It went on. Item 3. Careers were noted. The board met."

    found = anchor(old, "Careers were noted.", new)

    assert found.outcome is AnchorOutcome.FOUND
    assert found.places[0].start == new.rindex("Careers")


def test_words_around_are_stronger_than_the_page():
    old = "Item 3. Careers strategy: the board noted the report. Next."
    finance = "Item 2. Finance: the board noted the report. Done."

    found = anchor(old, "the board noted the report", finance, old)

    assert found.outcome is AnchorOutcome.MOVED


def test_two_places_equally_good_are_ambiguous():
    found = anchor("Noted by all.", "Noted by all", "x Noted by all y", "x Noted by all y")
    here = anchor("Noted by all.", "Noted by all", "x Noted by all y Noted by all y")

    # Among equals the one on the same page is meant.
    assert found.outcome is AnchorOutcome.FOUND
    assert here.outcome is AnchorOutcome.AMBIGUOUS
    assert len(here.places) == 2


def test_two_nearly_the_same_places_are_ambiguous():
    one, other = CHALLENGE.replace("March", "May"), CHALLENGE.replace("March", "June")

    together = anchor(MINUTES, CHALLENGE, f"{one} {other}")
    apart = anchor(MINUTES, CHALLENGE, one, other)

    assert {together.outcome, apart.outcome} == {AnchorOutcome.AMBIGUOUS}
    assert len(together.places) == len(apart.places) == 2


def test_marks_alone_are_never_found_again():
    assert anchor("a ... b", "...", "c ... d").outcome is AnchorOutcome.GONE


WORDS = st.lists(st.sampled_from(["careers", "the", "board", "noted", "plan", "4"]), min_size=1)


@given(old=WORDS, new=st.lists(WORDS, max_size=4), data=st.data())
def test_found_and_moved_always_stand_on_the_very_words(old, new, data):
    """Whatever the texts: only the words themselves keep a verdict fresh."""
    first = data.draw(st.integers(0, len(old) - 1))
    last = data.draw(st.integers(first, len(old) - 1))
    text, exact = " ".join(old), " ".join(old[first : last + 1])
    before = " ".join(old[:first]) + " " if first else ""
    quote = PinnedQuote(
        exact, before[-40:], text[len(before) + len(exact) :][:40], 1,
        page(1, text).sha256, len(before), len(before) + len(exact),
    )  # fmt: skip
    texts = [" ".join(words) for words in new]

    found = NewTexts([page(number, each) for number, each in enumerate(texts, 1)]).anchor(quote)

    standing = [each for each in texts if f" {exact} " in f" {each} "]
    if found.outcome.keeps_fresh:
        assert words_at(found, texts) == exact
    if found.outcome in {AnchorOutcome.CHANGED, AnchorOutcome.GONE}:
        assert not standing
    for place in found.places:
        assert 0 <= place.start < place.end <= len(texts[place.page_number - 1])


@given(old=st.text(max_size=80), new=st.text(max_size=80), data=st.data())
def test_no_text_is_too_strange(old, new, data):
    assume(old.strip())
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    quote = PinnedQuote(old[start:end], old[:start], old[end:], 1, "of another text", start, end)

    found = NewTexts([page(1, new)]).anchor(quote)

    assert len(found.places) == 1 or not found.outcome.keeps_fresh
