"""Where actions come from and how they stand."""

from enum import StrEnum


class ActionOrigin(StrEnum):
    """What an action follows from."""

    STATEMENT = "statement"
    VERDICT = "verdict"
    RESPONSE = "response"
    REPORT = "report"
    REVIEW = "review"

    @property
    def words(self) -> str:
        """As people read it."""
        return {
            "statement": "a statement not shown yet",
            "verdict": "an assessor's verdict",
            "response": "the college's response",
            "report": "a report",
            "review": "a review’s highest-leverage action",
        }[self.value]


class ActionState(StrEnum):
    """Where an action is."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
