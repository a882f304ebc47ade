"""The governor's page, from an overview made by hand: words, never averages."""

from dataclasses import replace
from datetime import date

import pytest

from framework.loading import builtin
from store.errors import NotPermittedError
from store.permissions import Actor, Role
from workflow.actions.late_actions import LateAction
from workflow.claims.overview import DimensionRow, Overview
from workflow.governance.summary import (
    FEWEST_QUESTIONS,
    MOST_LISTED,
    MOST_QUESTIONS,
    number_word,
    summarise,
)
from workflow.kinds.reviews import BELOW_LOWEST, ReviewKind
from workflow.labels import ReviewSide
from workflow.lifecycle import ClaimState

GOVERNOR = Actor(1, "k", "G", 1, "c", frozenset({Role.GOVERNOR}))
PEER = ReviewKind.PEER


def seen(**rows):
    """An overview in which the dimensions of theme 1 named by letters say this."""
    framework = builtin()
    made = [
        DimensionRow(
            dimension=dimension,
            claim_id=number,
            claim_key=dimension.code,
            state=ClaimState.NOT_CLAIMED,
            level=None,
            target=None,
        )
        for number, dimension in enumerate(framework.dimensions)
    ]
    for name, facts in rows.items():
        code = name.removeprefix("d").replace("_", ".")
        place = next(n for n, row in enumerate(made) if row.dimension.code == code)
        state = {"state": ClaimState.AGREED} if facts.get("level") is not None else {}
        made[place] = replace(made[place], **(state | facts))
    return Overview(None, framework, tuple(made))


def summary(**rows):
    return summarise(GOVERNOR, seen(**rows))


def test_one_sentence_says_how_much_is_claimed_and_what_rose():
    words = summary(
        d1_1={"level": 3, "last_level": 2}, d1_2={"level": 2, "last_level": 2}, d1_3={"level": 1}
    ).sentence

    assert words.startswith("The college claims a level for 3 of 34 dimensions, one of them higher")


def test_the_sentence_tells_of_reviews_only_where_there_are_any():
    without = summary(d1_1={"level": 3}).sentence
    with_one = summary(
        d1_1={"level": 3, "reviews": (ReviewSide(PEER, 2),)},
        d1_2={"level": 2, "reviews": (ReviewSide(PEER, 2),)},
    ).sentence

    assert "Reviewers" not in without
    assert with_one.endswith("Reviewers have judged two and see one differently.")


def test_each_theme_is_counted_in_words():
    themes = summary(
        d6_1={"level": 3, "last_level": 2},
        d6_2={"level": BELOW_LOWEST, "last_level": 2},
    ).themes

    assert [theme.number for theme in themes] == [1, 2, 3, 4, 5, 6]
    assert themes[5].words.startswith("One at level 3, one below the lowest level")
    assert "Up since last year: 6.1." in themes[5].words
    assert "Down: 6.2." in themes[5].words
    assert themes[0].words.endswith("not claimed.")


def test_a_strength_is_high_uncontradicted_and_rests_on_more_than_one_quote():
    strengths = summary(
        d1_1={"level": 4, "citations": 2},
        d1_2={"level": 4, "citations": 1},
        d1_3={"level": 2, "citations": 5},
        d1_4={"level": 3, "citations": 3, "reviews": (ReviewSide(PEER, 2),)},
        d1_5={"level": 3, "citations": 2, "reviews": (ReviewSide(PEER, 3),)},
    ).strengths

    assert [point.code for point in strengths] == ["1.5", "1.1"]
    assert strengths[0].words == "Level 3 confirmed by peer review, resting on two quotes."


@pytest.mark.parametrize(
    ("facts", "words", "question"),
    [
        (
            {"level": 3, "citations": 2, "reviews": (ReviewSide(PEER, 2),)},
            "Claimed at level 3; the peer review says level 2.",
            "What would change the reviewers' mind about 1.1",
        ),
        (
            {"level": 3},
            "Claimed at level 3, nothing cited for it.",
            "What evidence is there for 1.1",
        ),
        (
            {"level": BELOW_LOWEST},
            "The college places itself below level 1.",
            "What is the first step on 1.1",
        ),
        ({"level": None}, "No level is claimed yet.", "What keeps the college from claiming"),
        (
            {"level": 2, "last_level": 3, "citations": 1},
            "Level 2, lower than last year's 3.",
            "Why has 1.1",
        ),
        (
            {"level": 1, "target": 3, "citations": 1},
            "Level 1, with a target of level 3.",
            "Who leads on 1.1",
        ),
    ],
)
def test_each_concern_has_its_words_and_its_question(facts, words, question):
    others = {
        f"d{d.code.replace('.', '_')}": {"level": 3, "citations": 1}
        for d in builtin().dimensions
        if d.code != "1.1"
    }

    found = summary(**others, d1_1=facts)

    assert [point.words for point in found.concerns] == [words]
    assert found.questions[0].startswith(question)


def test_a_review_that_judges_higher_is_no_concern():
    rows = {
        f"d{d.code.replace('.', '_')}": {"level": 3, "citations": 1} for d in builtin().dimensions
    }
    rows["d1_1"] |= {"reviews": (ReviewSide(PEER, 4),)}

    assert summary(**rows).concerns == ()


def test_the_gravest_concerns_come_first_and_lists_stay_short():
    found = summary(
        d2_1={"level": 3},
        d1_1={"level": 4, "citations": 1, "reviews": (ReviewSide(PEER, 3),)},
    )

    assert [point.code for point in found.concerns][:2] == ["1.1", "2.1"]
    assert len(found.concerns) == MOST_LISTED
    assert len(found.questions) == MOST_QUESTIONS


def test_the_board_is_asked_for_what_is_due():
    whole = {
        f"d{d.code.replace('.', '_')}": {"level": 3, "citations": 1} for d in builtin().dimensions
    }
    differing = {"d1_1": {"level": 3, "reviews": (ReviewSide(PEER, 2),)}}

    assert len(summary(**whole).asked_of_the_board) == 1
    assert "Ask when" in " ".join(summary().asked_of_the_board)
    assert "Hear the college's response" in " ".join(
        summary(**(whole | differing)).asked_of_the_board
    )


def test_nothing_is_said_in_percentages_or_averages():
    found = summary(d1_1={"level": 3, "citations": 4}, d1_2={"level": 2})

    assert "%" not in repr(found)
    assert "average" not in repr(found)


def test_small_numbers_are_words():
    assert [number_word(n) for n in (0, 1, 10, 11)] == ["no", "one", "ten", "11"]


def test_who_has_no_role_reads_no_summary():
    with pytest.raises(NotPermittedError):
        summarise(replace(GOVERNOR, roles=frozenset()), seen())


LATE = LateAction("k", "1.5", "Report each term.", "A. Clerk", date(2026, 11, 2))


def test_late_actions_are_listed_and_one_question_asks_after_them():
    """Story 21: a governor reads what is late before the board meets."""
    found = summarise(GOVERNOR, seen(), [LATE])

    assert [one.sentence for one in found.late] == [
        "1.5: Report each term. (A. Clerk, due 2 November 2026)"
    ]
    assert found.questions[-1].startswith("What holds up the actions that are late")
    assert len(found.questions) == MOST_QUESTIONS


def test_three_questions_are_worth_asking_even_where_nothing_is_of_concern():
    whole = {
        f"d{d.code.replace('.', '_')}": {"level": 3, "citations": 1} for d in builtin().dimensions
    }

    assert len(summary(**whole).questions) == FEWEST_QUESTIONS
