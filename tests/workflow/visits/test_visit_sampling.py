"""The rule of sampling: one of each theme, ranked, a share by chance, the same on every machine."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import IncompleteError
from workflow.visits.visit_sampling import (
    ALL_RULES,
    BY_CHANCE,
    FIRST_OF_THEME,
    Candidate,
    Rules,
    SampleRule,
    choose,
)

ON = date(2027, 2, 24)


def sound(code, **changed):
    """A claim for which no rule speaks."""
    values = {"level": 3, "last_level": 3, "citations": 5, "documents": 3, "newest": ON}
    return Candidate(code, int(code[0]), **values | changed)


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.from_regex(r"[1-6]\.[1-9]", fullmatch=True),
        st.just(0),
        st.integers(0, 4),
        st.none() | st.integers(0, 4),
        st.integers(0, 9),
        st.integers(0, 9),
        st.none() | st.dates(date(2023, 1, 1), ON),
        st.booleans(),
    ).map(lambda c: Candidate(c.dimension, int(c.dimension[0]), *_rest(c))),
    min_size=1,
    unique_by=lambda c: c.dimension,
)
RULES = st.builds(
    Rules,
    st.integers(6, 40),
    st.lists(st.sampled_from(list(SampleRule)), unique=True).map(tuple),
    st.integers(0, 100),
    st.integers(0, 10**6),
)


def _rest(c):
    return c.level, c.last_level, c.citations, c.documents, c.newest, c.is_disputed


@given(CANDIDATES, RULES)
def test_a_sample_has_its_size_one_of_each_theme_and_every_claim_is_in_it_or_left_out(found, how):
    drawn = choose(found, how, on=ON)

    tested = {one.dimension for one in drawn.chosen}
    rest = {one.dimension for one in drawn.left_out}
    assert len(tested) == min(how.size, len(found))
    assert {c.theme for c in found if c.dimension in tested} == {c.theme for c in found}
    assert tested | rest == {c.dimension for c in found}
    assert not tested & rest
    assert all(one.reasons for one in drawn.chosen)
    assert all(one.why for one in drawn.left_out)


@given(CANDIDATES, RULES, st.randoms())
def test_the_order_of_the_claims_decides_nothing(found, how, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)

    assert set(choose(shuffled, how, on=ON).chosen) == set(choose(found, how, on=ON).chosen)


@given(CANDIDATES, RULES)
def test_a_rule_that_is_switched_off_is_no_reason(found, how):
    off = {rule.words for rule in ALL_RULES if rule not in how.rules}
    drawn = choose(found, how, on=ON)

    assert not off & {reason for one in drawn.chosen for reason in one.reasons}


@given(CANDIDATES, RULES)
def test_nobody_left_out_ranks_above_somebody_chosen_by_rank_in_the_same_draw(found, how):
    drawn = choose(found, how, on=ON)
    speaks = {c.dimension: sum(r in how.rules for r in c.rules(on=ON)) for c in found}
    by_rank = [
        speaks[one.dimension]
        for one in drawn.chosen
        if BY_CHANCE not in one.reasons and FIRST_OF_THEME not in one.reasons
    ]

    left = [speaks[one.dimension] for one in drawn.left_out]
    assert not by_rank or not left or max(left) <= min(by_rank)


@pytest.mark.parametrize(
    ("candidate", "rule"),
    [
        (sound("1.1", last_level=2), SampleRule.ROSE),
        (sound("1.1", level=4, last_level=4), SampleRule.HIGHEST),
        (sound("1.1", documents=1), SampleRule.SINGLE_SOURCE),
        (sound("1.1", citations=1, documents=2), SampleRule.THIN_OR_OLD),
        (sound("1.1", newest=date(2025, 8, 1)), SampleRule.THIN_OR_OLD),
        (sound("1.1", is_disputed=True), SampleRule.DISAGREEMENT),
    ],
)
def test_each_rule_speaks_for_what_it_names(candidate, rule):
    assert candidate.rules(on=ON) == (rule,)


def test_no_rule_speaks_for_a_sound_claim_and_last_year_may_be_unknown():
    assert sound("1.1").rules(on=ON) == ()
    assert sound("1.1", last_level=None).rules(on=ON) == ()


def test_a_quarter_is_chosen_by_chance_and_another_seed_chooses_others():
    found = [sound(f"{theme}.{n}", last_level=2) for theme in range(1, 7) for n in range(1, 6)]

    def by_chance(seed):
        drawn = choose(found, Rules(size=12, seed=seed), on=ON)
        return {one.dimension for one in drawn.chosen if one.reasons == (BY_CHANCE,)}

    assert len(by_chance(1)) == 3
    assert by_chance(1) == by_chance(1)
    assert len({frozenset(by_chance(seed)) for seed in range(20)}) > 10


def test_what_ranked_lower_says_so():
    found = [sound("1.1", level=4, last_level=1), sound("1.2", last_level=2), sound("1.3")]
    drawn = choose(found, Rules(size=1, random_share=0), on=ON)

    assert [one.dimension for one in drawn.chosen] == ["1.1"]
    assert [one.why for one in drawn.left_out] == [
        "the level rose since last year; others ranked higher",
        "no rule speaks for it, and chance did not choose it",
    ]


def test_a_size_that_leaves_a_theme_untested_is_refused():
    with pytest.raises(IncompleteError, match="at least 2"):
        choose([sound("1.1"), sound("2.1")], Rules(size=1), on=ON)
