"""The words of verdicts, marks and reviews."""

import pytest

from workflow.kinds.reviews import CoverageMark, Outcome, ReviewKind


def test_verdicts_stand_in_the_order_of_their_keys():
    assert [outcome.words for outcome in Outcome] == [
        "Supports",
        "Supports in part",
        "Supports another level",
        "Context only",
        "Does not support",
        "Cannot read",
    ]


def test_a_reason_is_asked_for_only_where_the_verdict_alone_helps_nobody():
    needing = {outcome for outcome in Outcome if outcome.needs_reason}

    assert needing == {Outcome.SUPPORTS_IN_PART, Outcome.DOES_NOT_SUPPORT}


@pytest.mark.parametrize(
    ("outcome", "mark"),
    [
        (Outcome.SUPPORTS, CoverageMark.SHOWN),
        (Outcome.SUPPORTS_IN_PART, CoverageMark.SHOWN_IN_PART),
        (Outcome.SUPPORTS_LEVEL, CoverageMark.NOT_SHOWN),
        (Outcome.CONTEXT_ONLY, CoverageMark.NOT_SHOWN),
        (Outcome.DOES_NOT_SUPPORT, CoverageMark.NOT_SHOWN),
    ],
)
def test_a_verdict_says_how_far_its_statement_is_shown(outcome, mark):
    assert outcome.mark is mark


def test_a_quote_that_nobody_could_read_says_nothing_about_its_statement():
    assert Outcome.CANNOT_READ.mark is CoverageMark.NOT_LOOKED_AT


def test_kinds_read_as_people_say_them():
    assert ReviewKind.PEER.words == "Peer review"
    assert CoverageMark.SHOWN_IN_PART.words == "shown in part"
