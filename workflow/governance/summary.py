"""The governor's page: one sentence, six themes in words, strengths, concerns, questions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from store.permissions import Actor, Operation
from workflow.actions.late_actions import LateAction
from workflow.claims.overview import DimensionRow, Overview
from workflow.kinds.reviews import BELOW_LOWEST
from workflow.labels import level_in_words

MOST_LISTED = 3
FEWEST_QUESTIONS = 3
MOST_QUESTIONS = 5
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class ThemeLine:
    """One theme as a governor reads it."""

    number: int
    title: str
    words: str


@dataclass(frozen=True)
class Point:
    """A strength or a concern, with the dimension whose evidence shows it."""

    code: str
    title: str
    words: str


@dataclass(frozen=True)
class GovernorSummary:
    """What stands on the governor's page, in its order."""

    sentence: str
    themes: tuple[ThemeLine, ...]
    strengths: tuple[Point, ...]
    concerns: tuple[Point, ...]
    asked_of_the_board: tuple[str, ...]
    questions: tuple[str, ...]
    late: tuple[LateAction, ...] = ()


def summarise(actor: Actor, seen: Overview, late: Sequence[LateAction] = ()) -> GovernorSummary:
    """Put an assessment into a governor's words; computes no level and no average."""
    actor.require(Operation.READ_SUMMARY)
    concerns = _concerns(seen.rows)
    return GovernorSummary(
        sentence=_sentence(seen),
        themes=tuple(
            ThemeLine(theme.number, theme.title, _theme_words(seen.of_theme(theme.number)))
            for theme in seen.framework.themes
        ),
        strengths=_strengths(seen.rows),
        concerns=tuple(point for _rank, point in concerns[:MOST_LISTED]),
        asked_of_the_board=_asked(seen),
        questions=_questions(concerns, late),
        late=tuple(late),
    )


def number_word(number: int) -> str:
    """Small numbers as words, larger ones as digits."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _sentence(seen: Overview) -> str:
    rows = seen.rows
    risen = sum(_rose(row) for row in rows)
    reviewed = [row for row in rows if row.reviews]
    differing = sum(row.differs for row in reviewed)
    words = f"The college claims a level for {seen.claimed} of {len(rows)} dimensions"
    words += f", {number_word(risen)} of them higher than last year." if risen else "."
    if reviewed:
        words += (
            f" Reviewers have judged {number_word(len(reviewed))}"
            f" and see {number_word(differing)} differently."
        )
    return words


def _rose(row: DimensionRow) -> bool:
    return None not in (row.level, row.last_level) and (row.level or 0) > (row.last_level or 0)


def _fell(row: DimensionRow) -> bool:
    return None not in (row.level, row.last_level) and (row.level or 0) < (row.last_level or 0)


def _theme_words(rows: tuple[DimensionRow, ...]) -> str:
    counted = Counter(row.level for row in rows)
    parts = [
        f"{number_word(counted[level])} at level {level}"
        for level in (4, 3, 2, 1)
        if counted[level]
    ]
    if counted[BELOW_LOWEST]:
        parts.append(f"{number_word(counted[BELOW_LOWEST])} below the lowest level")
    if counted[None]:
        parts.append(f"{number_word(counted[None])} not claimed")
    words = ", ".join(parts)
    words = words[0].upper() + words[1:] + "."
    risen = [row.dimension.code for row in rows if _rose(row)]
    fallen = [row.dimension.code for row in rows if _fell(row)]
    if risen:
        words += f" Up since last year: {', '.join(risen)}."
    if fallen:
        words += f" Down: {', '.join(fallen)}."
    return words


def _strengths(rows: tuple[DimensionRow, ...]) -> tuple[Point, ...]:
    """The highest claims that nobody contradicts and that rest on more than one citation."""
    sound = [
        row
        for row in rows
        if row.level and row.level >= 3 and not row.differs and row.citations > 1  # noqa: PLR2004 - a strength is a claim of level 3 or 4
    ]
    sound.sort(key=lambda row: (-len(row.reviews), -(row.level or 0), -row.citations))
    return tuple(
        Point(
            row.dimension.code,
            row.dimension.title,
            f"{row.label}, resting on {number_word(row.citations)} quotes.",
        )
        for row in sound[:MOST_LISTED]
    )


def _concerns(rows: tuple[DimensionRow, ...]) -> list[tuple[int, Point]]:
    """Concerns with their rank (1 weighs most), each row by its gravest."""
    found = [
        (rank, Point(row.dimension.code, row.dimension.title, words))
        for row in rows
        for rank, words in [_concern(row)]
        if rank
    ]
    return sorted(found, key=lambda pair: pair[0])


def _concern(row: DimensionRow) -> tuple[int, str]:
    """The gravest thing to say of a row; rank 0 when there is none."""
    lowest, level = row.dimension.lowest_level, row.level
    fallen = f"Level {level}, lower than last year's {row.last_level}."
    below = f"The college places itself below level {lowest}."
    aims = f"Level 1, with a target of level {row.target}."
    graver_first = (
        (1, _is_judged_lower(row), _judged_lower_words(row)),
        (2, row.lacks_citation and bool(level), f"Claimed at level {level}, nothing cited for it."),
        (3, level == BELOW_LOWEST, below),
        (4, level is None, "No level is claimed yet."),
        (5, _fell(row), fallen),
        (6, level == 1 and (row.target or 0) > 1, aims),
    )
    return next(((rank, words) for rank, holds, words in graver_first if holds), (0, ""))


def _is_judged_lower(row: DimensionRow) -> bool:
    return bool(row.reviews) and row.level is not None and row.reviews[-1].level < row.level


def _judged_lower_words(row: DimensionRow) -> str:
    if not row.reviews:
        return ""
    latest = row.reviews[-1]
    said = level_in_words(latest.level, row.dimension.lowest_level)
    return f"Claimed at level {row.level}; the {latest.kind.words.lower()} says {said}."


def _asked(seen: Overview) -> tuple[str, ...]:
    asked = ["Note the levels claimed and the reasons given for them."]
    if seen.claimed < len(seen.rows):
        asked.append("Ask when the remaining dimensions will be claimed.")
    if any(row.differs for row in seen.rows):
        asked.append("Hear the college's response to the review before adopting the assessment.")
    return tuple(asked)


_QUESTION = {
    1: "What would change the reviewers' mind about {code} {title}?",
    2: "What evidence is there for {code} {title}, and who holds it?",
    3: "What is the first step on {code} {title}, and by when?",
    4: "What keeps the college from claiming a level for {code} {title}?",
    5: "Why has {code} {title} fallen back since last year?",
    6: "Who leads on {code} {title}, and what do they need?",
}


# Worth asking in any year, where concerns alone make fewer than three questions.
_ALWAYS = (
    "What do learners say of careers guidance, and what changed because of it?",
    "Which claim rests on the least evidence, and what is being done about it?",
    "What does the college need from the board to reach its targets?",
)


def _questions(concerns: list[tuple[int, Point]], late: Sequence[LateAction]) -> tuple[str, ...]:
    found = [
        _QUESTION[rank].format(code=point.code, title=point.title.lower())
        for rank, point in concerns[:MOST_QUESTIONS]
    ]
    if late:
        found = found[: MOST_QUESTIONS - 1]
        found.append("What holds up the actions that are late, and who can help?")
    return (*found, *_ALWAYS[: max(0, FEWEST_QUESTIONS - len(found))])
