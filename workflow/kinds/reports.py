"""The kinds of findings, editions and answers to comments."""

from enum import StrEnum


class FindingKind(StrEnum):
    """What a finding is."""

    STRENGTH = "strength"
    AREA = "area"

    @property
    def words(self) -> str:
        """As people read it: `Area for improvement`."""
        return "Strength" if self is FindingKind.STRENGTH else "Area for improvement"


class EditionKind(StrEnum):
    """What an edition of a report was made for."""

    FACTUAL_CHECK = "factual_check"
    FINAL = "final"


class CommentAnswer(StrEnum):
    """What the team did with a comment of the college."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
