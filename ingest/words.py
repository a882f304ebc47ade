"""What somebody may have meant or be about to type, in words of the college's own pages."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest import field_words, visibility
from ingest.models.documents import TextLayer
from search_index import searching, wording
from search_index.analysis import analyse, fold
from search_index.query import MOST_CHARACTERS, WORD_FIELDS, Filter, Query
from search_index.visibility import Visibility
from search_index.wording import Nearby
from store.permissions import Actor, Operation

MOST_OFFERED = 8
# Pages whose words are offered: the newest, so that an answer takes no longer in a large college.
PAGES_READ = 100
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_LAST_WORD = re.compile(rf"{_WORD.pattern}\Z")


def complete(session: Session, actor: Actor, text: str) -> tuple[str, ...]:
    """The text with its last word completed, likeliest first; empty when there is nothing to add.

    Behind a field that has few values come these. Words come from the newest pages that the actor
    may see. Raises NotPermittedError.
    """
    actor.require(Operation.SEARCH_EVIDENCE)
    text = text[:MOST_CHARACTERS]
    sees_dismissed = actor.may(Operation.DISMISS_SUGGESTION)
    values = field_words.complete(text, sees_dismissed=sees_dismissed)
    if values is not None:
        return values
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

    Nothing is offered that still holds a word that no page has. Words of titles, areas and
    people are compared with these. Only pages that the actor may see are asked.
    Raises NotPermittedError.
    """
    actor.require(Operation.SEARCH_EVIDENCE)
    seen = visibility.visibility_for(session, actor)
    query, _ = searching.meaning(text)
    meant = text
    for typed, better in _better_words(session, actor, query, seen):
        if better is None:
            return None
        meant = re.sub(rf"\b{re.escape(typed)}\b", _always(better), meant, count=1)
    return None if meant == text else meant


def _better_words(
    session: Session, actor: Actor, query: Query, seen: Visibility
) -> Iterator[tuple[str, str | None]]:
    """Each word that is not known, with what may have been meant by it."""
    for near in wording.nearby(session, actor.college_id, query, seen):
        better = _best(session, actor, near)
        yield near.typed, better or wording.split(session, actor.college_id, near.typed, seen)
    for filter_ in query.filters:
        if filter_.field in WORD_FIELDS and not filter_.is_excluded:
            names = wording.names(session, actor.college_id, filter_.field, seen)
            yield from _better_names(filter_, names)


def _better_names(filter_: Filter, names: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    known = {token.stem for name in names for token in analyse(name)}
    counts = Counter(_as_offered(word) for name in names for word in _WORD.findall(name))
    for token in analyse(filter_.value):
        if token.width == 1 and token.stem not in known:
            typed = filter_.value[token.start : token.end]
            yield typed, _nearest(typed, counts, wording.most_slips(token.stem))


def _always(word: str) -> Callable[[re.Match[str]], str]:
    """What stands in a page is no pattern to fill in."""
    return lambda _: word


def _best(session: Session, actor: Actor, near: Nearby) -> str | None:
    """The word nearest to what was typed, among those as which pages write the stems."""
    stems = {name for name, _ in near.stems}
    counts = Counter[str]()
    for page in _texts(
        session, actor, [page_id for _, page_ids in near.stems for page_id in page_ids]
    ):
        counts.update(
            _as_offered(page[token.start : token.end])
            for token in analyse(page)
            if token.stem in stems
        )
    if near.keeps_order:
        counts = Counter({word: counts[word] for word in counts if _keeps_order(near.typed, word)})
    return _nearest(near.typed, counts, near.most_slips)


def _nearest(typed: str, counts: Counter[str], most: int) -> str | None:
    """The word that takes fewest slips, then the commonest; None if all take more than `most`."""
    far = {word: wording.slips(fold(typed), fold(word), most) for word in counts}
    near_by = [word for word in counts if far[word] <= most]
    return min(near_by, key=lambda word: (far[word], -counts[word], word), default=None)


def _keeps_order(one: str, other: str) -> bool:
    """Whether the letters of the shorter word all stand in the longer one, in their order."""
    shorter, longer = sorted((fold(one), fold(other)), key=len)
    letters = iter(longer)
    return all(letter in letters for letter in shorter)


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
