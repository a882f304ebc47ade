"""The one label that people read for a claim, from the college's side and the reviews'. Pure."""

from dataclasses import dataclass

from workflow.kinds.reviews import BELOW_LOWEST, ReviewKind
from workflow.lifecycle import ClaimState


@dataclass(frozen=True)
class CollegeSide:
    """What the college says: state, level (None: not claimed; 0: below the lowest published)."""

    state: ClaimState
    level: int | None
    lowest: int = 1


@dataclass(frozen=True)
class ReviewSide:
    """What one released review determined."""

    kind: ReviewKind
    level: int


_STATES = {
    ClaimState.DRAFT: "draft",
    ClaimState.AGREED: "agreed",
    ClaimState.SUBMITTED: "submitted",
    ClaimState.REVISED: "accepted from a review, to be agreed",
    ClaimState.ADOPTED: "adopted by the board",
}


def level_in_words(level: int, lowest: int) -> str:
    """`level 3`, or `below level 2` where nothing lower is published."""
    return f"below level {lowest}" if level == BELOW_LOWEST else f"level {level}"


def label(college: CollegeSide, reviews: tuple[ReviewSide, ...] = ()) -> str:
    """One label from both sides; later reviews come later in `reviews` and speak last.

    `Not claimed`, `Level 3 claimed, agreed`, `Level 3 confirmed by peer review`,
    `Level 4 claimed, peer review says level 3`.
    """
    if college.level is None:
        return "Not claimed"
    claimed = level_in_words(college.level, college.lowest)
    if not reviews:
        return f"{_capital(claimed)} claimed, {_STATES[college.state]}"
    latest = reviews[-1]
    who = latest.kind.words.lower()
    if latest.level == college.level:
        return f"{_capital(claimed)} confirmed by {who}"
    said = level_in_words(latest.level, college.lowest)
    return f"{_capital(claimed)} claimed, {who} says {said}"


def outcome_words(claimed: int, judged: int, lowest: int) -> str:
    """What a review makes of a claim: `Confirmed`, `Confirmed at level 2`, `Not enough evidence`.

    Below the lowest published level is not enough evidence for any.
    """
    if judged == claimed:
        return "Confirmed"
    if judged == BELOW_LOWEST:
        return "Not enough evidence"
    return f"Confirmed at {level_in_words(judged, lowest)}"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
