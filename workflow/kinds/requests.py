"""The kinds of requests for evidence and of answers to them."""

from enum import StrEnum


class RequestOrigin(StrEnum):
    """Who asks for evidence."""

    INTERNAL = "internal"
    REVIEW = "review"


class RequestState(StrEnum):
    """Where a request for evidence is."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def is_ended(self) -> bool:
        """Whether nothing more is expected."""
        return self in {RequestState.CLOSED, RequestState.WITHDRAWN}


class AnswerKind(StrEnum):
    """What came back for a request."""

    QUOTE = "quote"
    FILE = "file"
    NOTHING = "nothing"
