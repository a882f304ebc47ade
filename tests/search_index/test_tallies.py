"""Many counters in one number give what counting each value gives."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from search_index.tallies import Tallies

PAGES = st.lists(st.sets(st.text(max_size=3), max_size=6))


@given(PAGES)
def test_a_sum_of_numbers_counts_every_value(pages):
    tallies = Tallies()
    in_all = sum(tallies.one_of_each(values) for values in pages)
    assert dict(tallies.counts(in_all)) == Counter(value for values in pages for value in values)


@given(PAGES, PAGES)
def test_what_others_count_does_not_show(pages, others):
    tallies = Tallies()
    for values in others:
        tallies.one_of_each(values)
    in_all = sum(tallies.one_of_each(values) for values in pages)
    assert dict(tallies.counts(in_all)) == Counter(value for values in pages for value in values)


def test_one_counter_does_not_run_into_the_next():
    tallies = Tallies()
    many = tallies.one_of_each({"cited"}) * (2**32 - 1) + tallies.one_of_each({"confirmed"})
    assert dict(tallies.counts(many)) == {"cited": 2**32 - 1, "confirmed": 1}
