"""A file's words in short: the same words, the same sketch; standing phrases tell nothing."""

from hypothesis import given
from hypothesis import strategies as st

from ingest import sketches
from ingest.sketches import LARGEST_SKETCH, MOST_DOCUMENTS, sketch
from store.jobs import JobKind
from tests.ingest.reading.making import docx, paragraph, run
from workflow.documents import library

WORDS = st.lists(st.sampled_from("abcdefghij"), max_size=60)


def numbered(start, count):
    """Words that no other range of numbers has."""
    return " ".join(f"word{number}" for number in range(start, start + count))


def keep(shelf, text, name):
    """Take a text in and sketch it, as the worker does."""
    received = shelf.taken_in(docx(paragraph(run(text))), name)
    claim = shelf.claim(JobKind.REVISION_READABLE)
    library.revision_became_readable(shelf.database, claim)
    shelf.finish(claim)
    shelf.skip_urgent()
    return received


def alike(shelf, received):
    revision, document = shelf.revision(received), shelf.document(received)
    with shelf.database.reading() as session:
        found = sketches.find_alike(session, shelf.college.id, {revision.id: document.id})
    return found[revision.id]


@given(WORDS, st.integers(min_value=0, max_value=60))
def test_where_a_file_is_cut_into_pages_makes_no_difference(words, cut):
    whole = sketch([" ".join(words)])

    assert sketch([" ".join(words[:cut]), " ".join(words[cut:])]) == whole


@given(WORDS)
def test_a_sketch_is_small_sorted_and_has_nothing_twice(words):
    found = sketch([" ".join(words)])

    assert found == sorted(set(found))
    assert len(found) <= max(0, min(LARGEST_SKETCH, len(words) - 4))


def test_capitals_and_stops_make_no_difference():
    assert sketch(["The link governor asked, again."]) == sketch(["the LINK governor asked again"])


def test_a_long_text_keeps_the_smallest_hashes():
    assert len(sketch([numbered(0, 2_000)])) == LARGEST_SKETCH


def test_a_document_that_shares_most_of_its_words_is_found_with_its_share(shelf):
    first = keep(shelf, numbered(0, 400), "Plan 2023.docx")
    keep(shelf, numbered(5_000, 400), "Menu.docx")
    second = keep(shelf, f"{numbered(0, 380)} {numbered(9_000, 20)}", "Plan 2024.docx")

    (found,) = alike(shelf, second)

    assert found.document_id == shelf.document(first).id
    assert 0.8 < found.share < 1


def test_files_of_one_document_are_not_compared_with_one_another(shelf):
    received = keep(shelf, numbered(0, 100), "Plan.docx")

    assert alike(shelf, received) == []


def test_phrases_of_many_documents_tell_none_apart(shelf):
    imprint = numbered(0, 60)
    for number in range(MOST_DOCUMENTS + 1):
        received = keep(shelf, f"{imprint} {numbered(1_000 * (number + 1), 40)}", f"{number}.docx")

    assert alike(shelf, received) == []


def test_a_text_of_a_few_words_is_like_nothing(shelf):
    keep(shelf, "Minutes of the meeting of the board", "One.docx")
    second = keep(shelf, "Minutes of the meeting of the Board.", "Two.docx")

    assert alike(shelf, second) == []
