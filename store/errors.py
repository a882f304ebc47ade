"""The errors that people are meant to read: each carries one plain sentence with the next step."""

from collections.abc import Sequence
from typing import Self


class CareersEvidenceError(Exception):
    """Base of every error whose sentence is shown to a person as it stands.

    ``field`` names the form field that it is about, and is empty where it is about none. ``each``
    is this one, then what else was found wrong with the same form.
    """

    field: str = ""
    also: tuple["CareersEvidenceError", ...] = ()

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    @property
    def each(self) -> tuple["CareersEvidenceError", ...]:
        """All that is to be said at once."""
        return (self, *self.also)


class NotFoundError(CareersEvidenceError):
    """The thing asked for is not there, or not there for this person."""


class NotPermittedError(CareersEvidenceError):
    """A rule about people forbids it."""


class ConflictError(CareersEvidenceError):
    """Somebody or something got there first; the state no longer allows it."""


class EditedMeanwhileError(ConflictError):
    """Somebody else saved first; `theirs` is what stands now, to be shown beside one's own text."""

    def __init__(self, sentence: str, theirs: str) -> None:
        super().__init__(sentence)
        self.theirs = theirs


class IncompleteError(CareersEvidenceError):
    """Something that is needed was left out or cannot be understood."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field

    @classmethod
    def together(cls, errors: Sequence["IncompleteError"]) -> Self:
        """One error that says all that is missing, the first first."""
        first, *others = errors
        one = cls(first.sentence, first.field)
        one.also = tuple(others)
        return one


class RefusedError(CareersEvidenceError):
    """A file or value is refused for what it is."""


class SettingError(CareersEvidenceError):
    """A setting is wrong; the sentence names it."""


class DamagedError(CareersEvidenceError):
    """Stored data is not what was stored: a loss that must raise an alarm."""
