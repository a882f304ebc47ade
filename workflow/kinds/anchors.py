"""What becomes of a cited quote in a newer file, as people and rows name it."""

from enum import StrEnum


class AnchorOutcome(StrEnum):
    """What became of a cited quote in a newer revision of its document."""

    FOUND = "found"
    MOVED = "moved"
    CHANGED = "changed"
    AMBIGUOUS = "ambiguous"
    GONE = "gone"

    @property
    def keeps_fresh(self) -> bool:
        """Whether what was said of the quote still speaks of the same words."""
        return self in {AnchorOutcome.FOUND, AnchorOutcome.MOVED}

    @property
    def words(self) -> str:
        """As a sentence about the newer revision."""
        return _ANCHOR_SENTENCES[self]


_ANCHOR_SENTENCES = {
    AnchorOutcome.FOUND: "The same words stand on the same page.",
    AnchorOutcome.MOVED: "The same words have moved to another page.",
    AnchorOutcome.CHANGED: "The words have changed.",
    AnchorOutcome.AMBIGUOUS: "Several places could be meant.",
    AnchorOutcome.GONE: "The words are no longer there.",
}
