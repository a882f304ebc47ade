"""What somebody may have meant or be about to type, in words of the college's own pages."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import visibility
from ingest.models.documents import TextLayer
from search_index import searching, wording
from search_index.analysis import analyse, fold
from search_index.query import MOST_CHARACTERS
from search_index.wording import Nearby
from store.permissions import Actor, Operation

MOST_OFFERED = 8
# Pages whose words are offered: the newest, so that an answer takes no longer in a large college.
PAGES_READ = 100
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_LAST_WORD = re.compile(rf"{_WORD.pattern}\Z")


def complete(session: Session, actor: Actor, text: str) -> tuple[str, ...]:
    """The text with its last word completed, likeliest first; empty when there is nothing to add.

    Words come from the newest pages that the actor may see. Raises NotPermittedError.
    """
    actor.require(Operation.SEARCH_EVIDENCE)
    text = text[:MOST_CHARACTERS]
    last = _LAST_WORD.search(text)
    if last is None:
        return ()
    seen = visibility.visibility_for(session, actor)
    page_ids = wording.pages_beginning(
        session, actor.college_id, last.group(), seen, limit=PAGES_READ
    )
    counts: Counter[str] = Counter()
    begin = fold(last.group())
    for page in _texts(session, actor, page_ids):
        words = {_as_offered(word) for word in _WORD.findall(page)}
        counts.update(word for word in words if _goes_on(word, begin))
    likeliest = sorted(counts, key=lambda word: (-counts[word], word))[:MOST_OFFERED]
    return tuple(f"{text[: last.start()]}{word}" for word in likeliest)


def _goes_on(word: str, begin: str) -> bool:
    folded = fold(word)
    return folded != begin and folded.startswith(begin)


def _as_offered(word: str) -> str:
    """Names in capitals as they are; a word at the beginning of a sentence in small letters."""
    return word if word.isupper() else word.lower()


def did_you_mean(session: Session, actor: Actor, text: str) -> str | None:
    """The text with words that no page has replaced by near ones that some have, or None.

    Only pages that the actor may see are asked. Raises NotPermittedError.
    """
    actor.require(Operation.SEARCH_EVIDENCE)
    seen = visibility.visibility_for(session, actor)
    query, _ = searching.meaning(text)
    meant = text
    for near in wording.nearby(session, actor.college_id, query, seen):
        word = _best(session, actor, near)
        if word is not None:
            meant = re.sub(rf"\b{re.escape(near.typed)}\b", _always(word), meant, count=1)
    return None if meant == text else meant


def _always(word: str) -> Callable[[re.Match[str]], str]:
    """What stands in a page is no pattern to fill in."""
    return lambda _: word


def _best(session: Session, actor: Actor, near: Nearby) -> str | None:
    """The word nearest to what was typed, among those as which pages write the stems."""
    stems = {name for name, _ in near.stems}
    typed, counts = fold(near.typed), Counter[str]()
    for page in _texts(
        session, actor, [page_id for _, page_ids in near.stems for page_id in page_ids]
    ):
        counts.update(
            _as_offered(page[token.start : token.end])
            for token in analyse(page)
            if token.stem in stems
        )
    far = {word: wording.slips(typed, fold(word), near.most_slips) for word in counts}
    near_by = [word for word in counts if far[word] <= near.most_slips]
    return min(near_by, key=lambda word: (far[word], -counts[word], word), default=None)


def _texts(session: Session, actor: Actor, page_ids: Sequence[int]) -> Sequence[str]:
    query = (
        select(TextLayer.text)
        .where(
            TextLayer.college_id == actor.college_id,
            TextLayer.page_id.in_(page_ids),
            TextLayer.is_current,
        )
        .order_by(TextLayer.page_id)
    )
    return session.scalars(query).all()
