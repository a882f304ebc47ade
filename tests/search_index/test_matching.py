"""Texts speak to dimensions, with the words that decided; or to none."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework.keywords import builtin_keywords
from framework.loading import builtin
from search_index.analysis import analyse
from search_index.levels import Levels, Weights, hear
from search_index.matching import MOST_MATCHES, MOST_SUGGESTIONS, Matcher
from search_index.profiles import profiles

MINUTES = """Careers strategy. The careers leader presented the annual careers report. Governors
asked how the corporation would know that the strategy makes a difference, and the link governor
reported on her visit in March. Members resolved that the quality and standards committee receives
a report to governors each term."""
DESTINATIONS = """Destinations report. Of 1,204 leavers 61 per cent progressed to higher education
or an apprenticeship, 22 per cent went into employment, and the NEET rate fell to 4 per cent.
Sustained destinations were compared with those of three years."""
CAREER_BREAK = """Career break policy. Employees with two years of continuous service may ask for
unpaid leave of up to twelve months. Annual leave is not accrued and pension contributions stop
during the career break. Requests go to human resources three months before."""
PARKING = """Parents' evening parking. The car park opens at five. Visitors park in the lower car
park; the barrier is raised for the evening. Please leave the bus bay free for the coaches."""
ESTATES = """Estates report. The boiler of the main building failed twice in January. The contractor
has replaced the valves; the roof of the sports hall is to be repaired by Easter."""


@pytest.mark.parametrize(
    ("text", "dimension", "term"),
    [
        (MINUTES, "1.5", "link governor"),
        (DESTINATIONS, "2.4", "sustained destinations"),
        ("Our enterprise adviser challenged the careers plan at three meetings.", "1.7", ""),
        ("All 240 industry placement logbooks were signed by the host employer.", "5.3", ""),
    ],
)
def test_a_text_is_matched_with_the_words_that_decided(matcher, text, dimension, term):
    matched = matcher.match(text)

    assert matched.suggestions[0].dimension == dimension
    assert not matched.abstained
    assert len(matched.suggestions) <= MOST_SUGGESTIONS
    assert any(term in words for words in matched.suggestions[0].terms)


@pytest.mark.parametrize("text", [CAREER_BREAK, PARKING, ESTATES, "", "   ", "12 34"])
def test_what_has_nothing_to_do_with_careers_matches_nothing(matcher, text):
    assert matcher.match(text).abstained


def test_words_of_any_meeting_say_nothing_without_words_of_careers(matcher):
    text = """The chair thanked members. The committee noted the government's long-term plan for
    rural roads and asked how partners would be engaged, which evidence had been collected and
    analysed, and what support villages need. Members resolved to review the plan each year."""

    assert matcher.match(text).abstained
    assert not matcher.match(text.replace("rural roads", "careers guidance")).abstained


def test_boilerplate_of_many_dimensions_decides_nothing(matcher):
    alone = "Documented careers learning journeys that are planned, progressive and responsive."
    with_parents = alone + " Parents and carers get labour market information for families."

    found = {match.dimension: match for match in matcher.match(with_parents).suggestions}

    assert max(found.values(), key=lambda match: match.score).dimension == "3.4"


def test_an_acronym_in_small_letters_is_a_word(matcher):
    shouted = matcher.weigh(*with_tokens("We will SEND the FSM list."))
    spoken = matcher.weigh(*with_tokens("We will send the list."))

    assert ("send",) in shouted.found
    assert ("send",) not in spoken.found


def with_tokens(text):
    return text, analyse(text)


def test_a_page_is_judged_by_its_best_passage(matcher):
    page = f"{ESTATES * 8}\n\n{MINUTES}\n\n{ESTATES * 8}"

    best = matcher.page_matches(page)[0]

    assert best.dimension == "1.5"
    assert "link governor" in " ".join(page[best.start : best.end].split())
    assert len(page[best.start : best.end]) < len(page) / 2


def test_the_better_of_two_passages_counts_whichever_comes_first(matcher):
    weak = "The governors met for an hour. " * 20 + "\n\n"
    strong = f"{MINUTES} {MINUTES}\n\n"

    first, last = (matcher.page_matches(text)[0] for text in (strong + weak, weak + strong))

    assert (first.dimension, first.score) == (last.dimension, last.score)


def test_a_weaker_passage_of_the_same_dimension_takes_nothing_away(matcher):
    weaker = f"{MINUTES} {ESTATES}\n\n"
    strong = f"{MINUTES} {MINUTES}\n\n"

    scores = [matcher.page_matches(text)[0].score for text in (strong, strong + weaker)]

    assert scores[0] == scores[1]


def test_scores_stand_in_the_order_of_the_dimensions(matcher):
    assert matcher.codes == tuple(dimension.code for dimension in builtin().dimensions)


def test_weak_practice_and_strong_practice_have_different_levels(matcher):
    weak = "Governors discuss careers on an ad hoc basis when asked; nothing is planned."
    strong = """Governors and the careers link governor consider the effectiveness of careers at
    each meeting: regularly scheduled reporting of progress and impact evaluation to the governing
    body has changed the whole college development plan."""

    assert matcher.match(weak).suggestions[0].level == 1
    assert matcher.match(strong).suggestions[0].level == 4


def test_between_two_levels_two_steps_apart_the_one_between_them_is_named():
    levels = Levels(builtin(), Weights(step=0))
    heard = hear(analyse("Patchy, verbally; monitored, tracked."))
    scores = levels.scores("1.5", heard)

    assert scores[1] == scores[3] > max(scores[2], scores[4])
    assert levels.likely("1.5", heard) == 2


def test_a_higher_level_must_be_shown_by_more_than_a_word():
    thin = "Placements are now monitored."
    full = "Placements are monitored and reviewed; findings by cohort are compared year on year."
    levels = Levels(builtin())

    assert levels.likely("5.3", hear(analyse(thin))) == 1
    assert levels.likely("5.3", hear(analyse(full))) == 3


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Tutors do this as and when time permits; nobody knows who takes part.", 1),
        ("It is set out in the handbook, circulated to tutors and done twice a year.", 2),
        ("Findings are broken down by cohort and compared year on year; SLT responded.", 3),
        ("It is integral to the strategic plan, has transformed the culture and led to more.", 4),
    ],
)
def test_words_of_maturity_tell_the_level_whatever_the_dimension(text, level):
    levels = Levels(builtin())

    named = Counter(levels.likely(code, hear(analyse(text))) for code in codes_with_four_levels())

    assert named[level] > named.total() / 2


def codes_with_four_levels():
    return [d.code for d in builtin().dimensions if len(d.levels) == 4]


def test_no_word_of_the_models_own_counts_as_other_business(matcher):
    known = profiles(builtin(), builtin_keywords())
    texts = [level.text for dimension in builtin().dimensions for level in dimension.levels]

    assert not known.other.keys() & {(token.stem,) for text in texts for token in analyse(text)}
    assert not matcher.match("Sustained destinations build on careers guidance.").abstained


def test_words_that_speak_for_no_level_name_none():
    assert Levels(builtin()).likely("1.5", hear(analyse("Zebra xylophone."))) is None


def test_a_level_that_is_not_published_is_never_suggested(matcher):
    text = "Personal guidance interviews are ad hoc; parents invited before the appointment."

    levels = [m.level for m in matcher.page_matches(text) if m.dimension == "6.2"]

    assert levels
    assert 1 not in levels


def test_other_keywords_are_another_recipe_and_another_answer(matcher):
    edition = builtin_keywords()
    keywords = edition.keywords | {"1.1": ("bronze compass",)}
    other = Matcher(builtin(), replace(edition, sha256="with a bronze compass", keywords=keywords))

    assert other.recipe != matcher.recipe
    assert other.weigh(*with_tokens("bronze compass")).scores[0] > 0
    assert matcher.weigh(*with_tokens("bronze compass")).scores[0] == 0


@settings(max_examples=40)
@given(st.lists(st.sampled_from(f"{MINUTES} {CAREER_BREAK} LMI co-\nop 1.5 é".split(" "))))
def test_matches_are_ordered_bounded_and_point_into_the_text(matcher, words):
    text = " ".join(words)

    matches = matcher.page_matches(text)

    assert len(matches) <= MOST_MATCHES
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    for match in matches:
        assert 0 <= match.start < match.end <= len(text)
        assert 0 < match.score < 1
        folded = " ".join(text[match.start : match.end].split()).lower()
        assert all(term in folded for term in match.terms)


def test_the_sale_of_land_is_no_evidence_however_well_it_is_governed(matcher):
    text = (
        "The Corporation resolved to approve the sale of the land to the purchaser, subject to the "
        "valuation. The governors noted the solicitor's report; the chair approved the terms."
    )
    assert matcher.match(text).abstained


def test_no_phrase_goes_across_the_bar_of_a_line_that_heads_a_page(matcher):
    heading, plain = (f"Ashby Careers {bar} leader 2026-28" for bar in ("|", ""))
    found = [dict(matcher.words_for("1.1", text)) for text in (heading, plain)]
    assert ("career", "leader") in found[1]
    assert ("career", "leader") not in found[0]
