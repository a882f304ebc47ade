"""What one viewer may find: a value that every query turns into a filter of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visibility:
    """Pages of one college, by sensitivity, and for outsiders by what a review shows them.

    `documents` (whole) and `pages` (single ones) both None: everything of those sensitivities.
    Otherwise only what either of them names; the one that is None then names nothing.
    """

    college_id: int
    sensitivities: frozenset[str]
    documents: frozenset[int] | None = None
    pages: frozenset[int] | None = None
    # Whoever judges anew does not learn what an earlier review confirmed.
    sees_confirmed: bool = True
    # What a college has turned down is told to those who may turn down.
    sees_dismissed: bool = True

    @property
    def is_limited(self) -> bool:
        """Whether only named documents and pages may be found."""
        return self.documents is not None or self.pages is not None

    def require_college(self, college_id: int) -> None:
        """Raises ValueError when it is a viewer's of another college."""
        if self.college_id != college_id:
            message = "A visibility of another college was given to a search."
            raise ValueError(message)
