"""What is decided about an objection."""

from enum import StrEnum


class ObjectionDecision(StrEnum):
    """What the lead decides: the person stays, or their part ends."""

    STAYS = "stays"
    ENDS = "ends"

    @property
    def words(self) -> str:
        """As people read it."""
        return "They stay" if self is ObjectionDecision.STAYS else "Their part ends"
