"""A college's decisions change what words weigh there: how much, which, and why."""

import random

import pytest

from search_index.learning import FEWEST_DECISIONS, LEAST, MOST, NOTHING, Decision, Lesson, learn

GOVERNORS = "The link governor challenged the careers plan and asked how it helps learners."
MINUTES = "The standards committee received a report from the careers leader; minutes approved."


def confirmed(text, dimension="1.5"):
    return Lesson(dimension, text, Decision.CONFIRMED)


def dismissed(text, dimension="1.5"):
    return Lesson(dimension, text, Decision.DISMISSED)


def factors(learned):
    return {(one.dimension, one.words): one.factor for one in learned.words}


@pytest.fixture(scope="module")
def taught(matcher):
    """What three confirmed quotes and four dismissed pages teach."""
    return learn(matcher, [confirmed(GOVERNORS)] * 3 + [dismissed(MINUTES)] * 4)


def test_words_of_confirmed_quotes_weigh_more_and_of_dismissed_pages_less(taught):
    found = factors(taught)

    assert found["1.5", "link governor"] > 1
    assert found["1.5", "standards committee"] < 1
    assert all(LEAST <= factor <= MOST for factor in found.values())


def test_each_word_says_what_it_stood_in(taught):
    (word,) = (one for one in taught.words if one.words == "link governor")

    assert (word.confirmed, word.dismissed) == (3, 0)


def test_only_words_that_the_matcher_knows_are_learned(matcher):
    text = "Mrs Zebedee Quux of the Futures Forum met the link governor."

    found = learn(matcher, [confirmed(text)] * 9)

    assert "governor" in " ".join(one.words for one in learn(matcher, mixed(text)).words)
    assert not {"zebedee", "quux", "futures forum"} & {one.words for one in found.words}


def mixed(text):
    return [confirmed(text)] * 5 + [dismissed(MINUTES)] * 5


def test_one_decision_changes_nothing(matcher):
    assert FEWEST_DECISIONS > 1
    assert learn(matcher, [dismissed(GOVERNORS)]) is NOTHING


def test_words_of_other_dimensions_are_left_alone(taught):
    assert {one.dimension for one in taught.words} == {"1.5"}


def test_a_dimension_whose_pages_are_all_dismissed_does_not_rise(matcher):
    found = learn(matcher, [dismissed(GOVERNORS)] * 6)

    assert found.words
    assert all(one.factor < 1 for one in found.words)


def test_words_that_the_college_cites_lose_no_weight_and_gain_none(matcher):
    cited = Lesson("1.5", GOVERNORS, Decision.CITED)

    found = factors(learn(matcher, [dismissed(f"{GOVERNORS} {MINUTES}")] * 6 + [cited]))

    assert found["1.5", "standards committee"] < 1
    assert ("1.5", "link governor") not in found
    assert learn(matcher, [cited] * 9) is NOTHING


def test_of_a_dismissed_page_its_best_passage_is_looked_at(matcher):
    filler = "\n\n".join("Learners asked for more buses to the campus. " * 12 for _ in range(3))
    page = f"{filler}\n\n{'The link governor challenged the careers plan. ' * 12}\n\n{filler}"

    found = factors(learn(matcher, [dismissed(page)] * 4))

    assert found["1.5", "link governor"] < 1


def test_the_order_of_the_decisions_does_not_matter(matcher):
    lessons = [*mixed(GOVERNORS), confirmed(MINUTES, "1.4"), dismissed(GOVERNORS, "1.7")]
    shuffled = random.Random(4).sample(lessons, len(lessons))

    assert learn(matcher, lessons) == learn(matcher, shuffled)
    assert learn(matcher, lessons).words == learn(matcher, shuffled).words


def test_a_taught_matcher_scores_by_the_new_weights_and_the_plain_one_as_before(matcher, taught):
    before = {m.dimension: m.score for m in matcher.page_matches(MINUTES)}
    other = taught.teach(matcher)

    after = {m.dimension: m.score for m in other.page_matches(MINUTES)}

    assert after.get("1.5", 0) < before["1.5"]
    assert {m.dimension: m.score for m in matcher.page_matches(MINUTES)} == before
    assert other.recipe == matcher.recipe_with(taught.sha256) != matcher.recipe


def test_nothing_learned_is_the_very_same_matcher(matcher):
    assert NOTHING.teach(matcher) is matcher
