"""The kinds of periods in a college's calendar."""

from enum import StrEnum


class PeriodKind(StrEnum):
    """What the days of a period are to the college."""

    TERM = "term"
    CLOSURE = "closure"

    @property
    def words(self) -> str:
        """As people read it."""
        return self.value.capitalize()
