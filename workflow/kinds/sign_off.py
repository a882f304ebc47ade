"""The kinds of notes that governors leave."""

from enum import StrEnum


class NoteKind(StrEnum):
    """What a governor leaves with an assessment."""

    QUESTION = "question"
    NOTE = "note"

    @property
    def words(self) -> str:
        """As people read it."""
        return {
            "question": "A question for the careers leader",
            "note": "A note of what I did or saw",
        }[self.value]
