"""The governor's page as a board paper: purpose, recommendation, summary, risk. Pure."""

from typing import Any

from workflow.claims.overview import Overview
from workflow.governance.summary import GovernorSummary, Point

_MODEL = (
    "The levels are those of the Careers Impact Maturity Model for Colleges, from 1 to 4. The "
    "college chooses each by best fit; nothing is added up or averaged."
)


def tree(college: str, told: GovernorSummary, seen: Overview) -> dict[str, Any]:
    """The content of the paper, of the same form as a report's."""
    year = seen.assessment.cycle.name
    return {
        "title": f"Careers at {college}, {year}: paper to the board",
        "sections": [
            _section("purpose", "Purpose", [_purpose(college, seen)]),
            _section("recommendation", "Recommendation", _recommendation(told)),
            _section("summary", "Summary", [told.sentence, _MODEL], _themes(told)),
            _section("strong", "What is strong", _points(told.strengths) or [_NONE_STRONG]),
            _section("risk", "Risk", *_risk(told)),
            _section("questions", "Questions worth asking", list(told.questions)),
        ],
    }


_NONE_STRONG = "Nothing stands out yet."


def _section(
    code: str, title: str, paragraphs: list[str], *tables: dict[str, Any]
) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = [
        {"kind": "paragraph", "id": f"{code}/{number}", "text": text}
        for number, text in enumerate(paragraphs, start=1)
    ]
    return {"code": code, "title": title, "blocks": [*blocks, *tables]}


def _purpose(college: str, seen: Overview) -> str:
    return (
        f"To tell the board how {college} judges its careers provision in "
        f"{seen.assessment.cycle.name}, and what is asked of it. "
        f"What was looked at: {seen.assessment.scope}"
    )


def _recommendation(told: GovernorSummary) -> list[str]:
    return ["The board is asked to:", *told.asked_of_the_board]


def _themes(told: GovernorSummary) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": "The six themes",
        "head": ["Theme", "Where it stands"],
        "rows": [[f"{theme.number} {theme.title}", theme.words] for theme in told.themes],
    }


def _points(points: tuple[Point, ...]) -> list[str]:
    return [f"{point.code} {point.title}. {point.words}" for point in points]


def _risk(told: GovernorSummary) -> tuple[list[str], *tuple[dict[str, Any], ...]]:
    concerns = _points(told.concerns) or ["No concern stands out."]
    if not told.late:
        return ([*concerns, "No action is late."],)
    late = {
        "kind": "table",
        "caption": "Actions that are late",
        "head": ["Dimension", "Action", "Owner", "Due"],
        "rows": [
            [one.dimension, one.words, one.owner, f"{one.due_on.day} {one.due_on:%B %Y}"]
            for one in told.late
        ],
    }
    return (concerns, late)
