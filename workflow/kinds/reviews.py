"""The kinds of reviews, verdicts, marks and answers, as people and rows name them."""

from enum import StrEnum


class ReviewKind(StrEnum):
    """Who looks at the assessment."""

    INTERNAL = "internal"
    PEER = "peer"
    HUB = "hub"
    EXTERNAL = "external"

    @property
    def words(self) -> str:
        """As people read it: `Peer review`."""
        return f"{self.value.capitalize()} review"


class Depth(StrEnum):
    """How much of a claim an assessor means to read."""

    FULL = "full"
    LIGHT = "light"
    LEAVE = "leave"

    @property
    def words(self) -> str:
        """As people choose it."""
        return {
            "full": "Full: every key quote",
            "light": "Light: one key quote",
            "leave": "Leave: not looked at",
        }[self.value]


class DeskOrder(StrEnum):
    """In which order the quotes lie on the desk."""

    DIMENSION = "dimension"
    DOCUMENT = "document"


class Outcome(StrEnum):
    """An assessor's word on one citation. Declared in the order of the keys 1 to 6."""

    SUPPORTS = "supports"
    SUPPORTS_IN_PART = "supports_in_part"
    SUPPORTS_LEVEL = "supports_level"
    CONTEXT_ONLY = "context_only"
    DOES_NOT_SUPPORT = "does_not_support"
    CANNOT_READ = "cannot_read"

    @property
    def words(self) -> str:
        """As people read it on a button."""
        return _OUTCOME_TITLES[self]

    @property
    def needs_reason(self) -> bool:
        """Whether the verdict says nothing useful without words."""
        return self in {Outcome.SUPPORTS_IN_PART, Outcome.DOES_NOT_SUPPORT}

    @property
    def mark(self) -> "CoverageMark":
        """What the verdict says about the statement that the citation is tied to."""
        if self is Outcome.SUPPORTS:
            return CoverageMark.SHOWN
        if self is Outcome.SUPPORTS_IN_PART:
            return CoverageMark.SHOWN_IN_PART
        if self is Outcome.CANNOT_READ:
            # Nobody has looked yet at a page that would not open.
            return CoverageMark.NOT_LOOKED_AT
        return CoverageMark.NOT_SHOWN


_OUTCOME_TITLES = {
    Outcome.SUPPORTS: "Supports",
    Outcome.SUPPORTS_IN_PART: "Supports in part",
    Outcome.SUPPORTS_LEVEL: "Supports another level",
    Outcome.CONTEXT_ONLY: "Context only",
    Outcome.DOES_NOT_SUPPORT: "Does not support",
    Outcome.CANNOT_READ: "Cannot read",
}


class CoverageMark(StrEnum):
    """A person's mark on one required statement of a level."""

    SHOWN = "shown"
    SHOWN_IN_PART = "shown_in_part"
    NOT_SHOWN = "not_shown"
    NOT_LOOKED_AT = "not_looked_at"

    @property
    def words(self) -> str:
        """As people read it: `shown in part`."""
        return self.value.replace("_", " ")


class ResponseKind(StrEnum):
    """The college's answer to a released judgement."""

    ACCEPTS = "accepts"
    HOLDS = "holds"
    ADDS_EVIDENCE = "adds_evidence"

    @property
    def words(self) -> str:
        """As people read it after "The college": `holds its claim`."""
        return _RESPONSES[self]


_RESPONSES = {
    ResponseKind.ACCEPTS: "accepts the judgement",
    ResponseKind.HOLDS: "holds its claim",
    ResponseKind.ADDS_EVIDENCE: "adds evidence",
}


# A claim's level below the lowest that is published for its dimension; kept as a number so that
# levels compare.
BELOW_LOWEST = 0
