"""Counting words of a query on a page, compared with counting by hand."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from search_index.counting import EXPANSION, Counting
from search_index.query import Clause, Term

STEMS = st.sampled_from(["a", "ab", "abc", "b", "care", "career"])
STREAMS = st.lists(STEMS, max_size=12)
TERMS = st.builds(
    lambda stems, is_prefix: Term(tuple(stems), " ".join(stems), is_prefix),
    st.lists(STEMS, min_size=1, max_size=2),
    st.booleans(),
)
CLAUSES = st.builds(
    lambda terms, expansions: Clause(tuple(terms), tuple(expansions)),
    st.lists(TERMS, min_size=1, max_size=2, unique=True),
    st.lists(TERMS, max_size=2, unique=True),
)


def by_hand(stream, stems, is_prefix):
    """How many places of a stream the stems begin at."""
    *whole, last = stems
    return sum(
        stream[at : at + len(whole)] == whole
        and at + len(whole) < len(stream)
        and (
            stream[at + len(whole)].startswith(last)
            if is_prefix
            else stream[at + len(whole)] == last
        )
        for at in range(len(stream))
    )


@given(st.lists(CLAUSES, max_size=3), STREAMS, STREAMS)
def test_every_word_and_every_pair_is_counted_as_by_hand(clauses, stream, joined):
    counted = Counting(clauses).count(" ".join(stream), " ".join(joined))

    expected = []
    for clause in clauses:
        times = 0.0
        for number, term in enumerate(clause.any_of):
            share = 1.0 if number < len(clause.terms) else EXPANSION
            found = by_hand(stream, term.stems, term.is_prefix)
            # The second stream counts once, and only for what is not in the first.
            times += share * (found or min(by_hand(joined, term.stems, term.is_prefix), 1))
        expected.append(times)
    for one, other in itertools.pairwise(clauses):
        first, second = one.terms[0], other.terms[0]
        pair = first.stems + second.stems
        times = 0 if first.is_prefix else by_hand(stream, pair, second.is_prefix)
        expected.append(times)
    assert counted == (len(stream), tuple(expected))


def test_a_query_of_fields_alone_counts_nothing():
    assert Counting(()).count("care leader", "") == (2, ())
