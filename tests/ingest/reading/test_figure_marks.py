"""Marks for pictures: found again in the same text without them, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.figure_marks import FigureMarks, Place, places


def marked(words="", content=bytes):
    return FigureMarks().mark(words, content)


def test_the_nth_of_equal_lines_is_the_nth():
    plain = ["Yes\nNo\nYes", "Yes"]
    with_marks = [f"Yes\nNo\nYes {marked()}", f"{marked()}\nYes"]

    assert list(places(plain, with_marks, apart=False)) == [Place(1, 10, 0), Place(1, 10, 0)]
    assert list(places(plain, with_marks, apart=True)) == [Place(1, 10, 0), Place(2, 0, 0)]


def test_a_mark_may_move_the_border_between_two_pieces():
    assert list(places(["a\nb", "c"], ["a", f"b\nc{marked()}"], apart=False)) == [Place(2, 1, 0)]


def test_what_an_author_says_of_a_picture_is_one_line():
    marks = FigureMarks()
    marks.mark("A hall\n  in May", bytes)

    assert marks.held[0].words == "A hall in May"


lines = st.lists(st.text("ab \t", max_size=4), max_size=6)


@given(lines, lines)
def test_a_mark_between_any_lines_stands_between_them(before, after):
    plain = "\n".join([*before, *after])
    with_mark = "\n".join([*before, marked(), *after])

    (place,) = places([plain], [with_mark], apart=False)

    assert plain[: place.after].split() == " ".join(before).split()


@given(st.lists(st.text("a1\ufffc\n", max_size=12), max_size=4))
def test_any_text_may_look_like_marks(texts):
    for place in places(texts, texts, apart=True):
        assert 0 <= place.after <= len(texts[place.ordinal - 1])
