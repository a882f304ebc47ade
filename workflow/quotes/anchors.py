"""What people read about quotes in newer files: the outcome, the place, the words then and now."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.models.documents import Page
from ingest.pages import locator_words
from ingest.visibility import Sight
from workflow.kinds.anchors import AnchorOutcome
from workflow.models.anchors import Anchor

# Words, each with whether it stands in one of two texts only.
Wording = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class PlaceView:
    """A place that could be meant; `exact` is empty where the viewer may not see its page."""

    number: int
    page_number: int
    exact: str


@dataclass(frozen=True)
class AnchorView:
    """What became of a citation's quote in the newest file of its document."""

    outcome: AnchorOutcome
    revision_key: str
    revision_number: int
    page_number: int | None
    where: str
    exact: str
    places: tuple[PlaceView, ...]

    @property
    def keeps_fresh(self) -> bool:
        """Whether verdicts on the older words still hold."""
        return self.outcome.keeps_fresh

    @property
    def words(self) -> str:
        """The outcome as a sentence."""
        if self.outcome is AnchorOutcome.MOVED and self.where:
            return f"The same words have moved to {self.where}."
        return self.outcome.words


def view_of(
    anchor: Anchor, revision_key: str, document_id: int, page: Page | None, seen: Sight
) -> AnchorView:
    """An anchor in the file with this key as somebody who sees `seen` of the library reads it."""
    is_readable = page is not None and seen.allows(document_id, page.id, page.sensitivity.value)
    return AnchorView(
        outcome=anchor.outcome,
        revision_key=revision_key,
        revision_number=anchor.revision_number,
        page_number=page.number if page is not None and is_readable else None,
        where=locator_words(page.locator) if page is not None and is_readable else "",
        exact=anchor.exact if is_readable else "",
        places=() if seen.is_limited else _places(anchor),
    )


def _places(anchor: Anchor) -> tuple[PlaceView, ...]:
    return tuple(
        PlaceView(number, place["page"], place["exact"])
        for number, place in enumerate(anchor.choices)
    )


def difference(old: str, new: str) -> tuple[Wording, Wording]:
    """Both texts word by word, each word with whether the other text lacks it there."""
    before, after = old.split(), new.split()
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        is_other = kind != "equal"
        if first < last:
            left.append((" ".join(before[first:last]), is_other))
        if begin < end:
            right.append((" ".join(after[begin:end]), is_other))
    return tuple(left), tuple(right)
