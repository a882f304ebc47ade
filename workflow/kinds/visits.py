"""How a visit is made, and how what is noted there was known."""

from enum import StrEnum

# More do not fit as large buttons on the screen of a session.
MOST_DIMENSIONS = 4


class VisitMode(StrEnum):
    """Where a visit happens."""

    ON_SITE = "on_site"
    REMOTE = "remote"
    BOTH = "both"

    @property
    def words(self) -> str:
        """As people read it: `On site`."""
        return _MODES[self]


_MODES = {
    VisitMode.ON_SITE: "On site",
    VisitMode.REMOTE: "Remote",
    VisitMode.BOTH: "On site and remote",
}


class NoteKind(StrEnum):
    """How the team came to know what a note says."""

    SEEN = "seen"
    HEARD = "heard"
    READ = "read"

    @property
    def source(self) -> str:
        """The kind of source that it is when sources are compared."""
        return _SOURCES[self]


_SOURCES = {
    NoteKind.SEEN: "observation",
    NoteKind.HEARD: "interview",
    NoteKind.READ: "document",
}
