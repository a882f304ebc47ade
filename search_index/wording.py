"""Words that a college's own pages have: near a word that finds nothing, or beginning like one.

What is offered stands on a page that the viewer may see, and other pages weigh nothing: how often
a word is found counts such pages only.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from search_index import candidates, generations
from search_index.analysis import analyse, fold, stem
from search_index.engine import Wanted
from search_index.fields import Scope
from search_index.models import SearchPage
from search_index.query import Clause, Query, Term
from search_index.searching import scope_of
from search_index.visibility import Visibility

# Words of fewer letters are near too many others; from the second on two slips are forgiven.
SHORTEST_NEAR = 4
SHORTEST_TWO_SLIPS = 7
# Fewer letters begin too many words.
SHORTEST_BEGINNING = 3
_SHORTEST_STEM = 3
# More pages than this do not make a word likelier.
_ENOUGH = 50
# Newest pages of each stem that are read for the forms of its words.
_READ = 3
# Stems whose words are compared with what was typed.
_MOST_STEMS = 8


# A word of more letters was not run together from two.
_LONGEST_SPLIT = 24
_NAMES: dict[str, Any] = {
    "title": SearchPage.title,
    "area": SearchPage.area,
    "by": SearchPage.added_by,
}


@dataclass(frozen=True)
class Nearby:
    """For a word that no page holds, as it was typed: the stems that were meant perhaps.

    Likeliest first, each with pages that have it, in whatever form; none where nothing is near.
    `most_slips` is how far a word may be from what was typed. `keeps_order`: only letters that are
    missing or too many may be mended.
    """

    typed: str
    most_slips: int
    keeps_order: bool
    stems: tuple[tuple[str, tuple[int, ...]], ...]


def nearby(
    session: Session, college_id: int, query: Query, visibility: Visibility
) -> tuple[Nearby, ...]:
    """What may have been meant by each word of a query that no page of the viewer's holds.

    A question finds its pages by its other words too. While some page holds one of these, a
    changed or swapped letter is no slip: it makes another word too easily, as of compliant
    complaint.
    """
    scope = scope_of(session, college_id, visibility)
    if scope is None:
        return ()
    clauses = [clause for clause in query.required if _is_judged(clause)]
    stems = {name for clause in clauses for term in clause.terms for name in term.stems}
    held = candidates.held(session, scope, sorted(stems))
    unknown = [clause for clause in clauses if not _is_held(clause, held)]
    keeps_order = query.is_question and len(unknown) < len(query.required)
    words = dict.fromkeys(word for clause in unknown for word in _words_of(clause, held))
    return tuple(
        _nearby(session, scope, name, typed, keeps_order=keeps_order) for name, typed in words
    )


def _is_judged(clause: Clause) -> bool:
    """Whether it is known word by word what pages hold: no beginning, and no other name of it."""
    return not clause.expansions and not any(term.is_prefix for term in clause.terms)


def _is_held(clause: Clause, held: set[str]) -> bool:
    return any(held.issuperset(term.stems) for term in clause.terms)


def _words_of(clause: Clause, held: set[str]) -> Iterator[tuple[str, str]]:
    """The words of a clause that no page holds: stem, and as it was typed."""
    for text in dict.fromkeys(term.text for term in clause.terms):
        for token in analyse(text):
            if token.width == 1 and token.stem not in held:
                yield token.stem, text[token.start : token.end]


def _nearby(session: Session, scope: Scope, wrong: str, typed: str, *, keeps_order: bool) -> Nearby:
    most = most_slips(wrong)
    if not most:
        return Nearby(typed, most, keeps_order, ())
    known = generations.engine_of(session, scope.table).words(session, scope.table, wrong[0])
    near = [(slips(wrong, word, most), word) for word in known if _may_be(wrong, word, most)]
    held = ((far, word, _pages_with(session, scope, word)) for far, word in near)
    found = [(far, -len(pages), word, pages[:_READ]) for far, word, pages in held if pages]
    stems = tuple((word, tuple(pages)) for _, _, word, pages in sorted(found)[:_MOST_STEMS])
    return Nearby(typed, most, keeps_order, stems)


def most_slips(name: str) -> int:
    """How many slips a word may have that it is not itself; none where it is near too many."""
    if not name.isalpha() or len(name) < SHORTEST_NEAR:
        return 0
    return 2 if len(name) >= SHORTEST_TWO_SLIPS else 1


def split(session: Session, college_id: int, typed: str, visibility: Visibility) -> str | None:
    """A word as two that stand side by side on some page of the viewer's, or None."""
    scope = scope_of(session, college_id, visibility)
    if scope is None or not typed.isalpha() or len(typed) > _LONGEST_SPLIT:
        return None
    cuts = range(SHORTEST_BEGINNING, len(typed) - SHORTEST_BEGINNING + 1)
    pairs = [((stem(fold(typed[:cut])), stem(fold(typed[cut:]))), cut) for cut in cuts]
    held = candidates.held(session, scope, sorted({name for pair, _ in pairs for name in pair}))
    for pair, cut in pairs:
        if held.issuperset(pair) and _pages_with(session, scope, *pair):
            return f"{typed[:cut]} {typed[cut:]}"
    return None


def names(session: Session, college_id: int, field: str, visibility: Visibility) -> Sequence[str]:
    """The titles, areas or people of the pages that the viewer may see."""
    scope = scope_of(session, college_id, visibility)
    if scope is None:
        return ()
    seen = candidates.conditions(session, scope, Wanted(()))
    return session.scalars(select(_NAMES[field]).where(*seen).distinct()).all()


def _may_be(wrong: str, word: str, most: int) -> bool:
    """Whether a stem is near, or near to how the word begins: a slip in an ending hides it."""
    begins = (wrong[: len(word) + more] for more in (-1, 0, 1))
    is_begin = len(word) >= SHORTEST_NEAR and any(slips(begin, word, 1) <= 1 for begin in begins)
    return is_begin or slips(wrong, word, most) <= most


def _pages_with(session: Session, scope: Scope, *stems: str) -> list[int]:
    side_by_side = Term(stems, " ".join(stems))
    return candidates.newest(session, scope, Wanted(((side_by_side,),)), limit=_ENOUGH)


def slips(one: str, other: str, most: int) -> int:
    """Letters missing, added, changed or swapped between two words; more than `most` is any more.

    The optimal string alignment distance (Damerau 1964).
    """
    letters = Counter(one)
    letters.subtract(other)
    if sum(abs(count) for count in letters.values()) > 2 * most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for to, target in enumerate(other, 1):
            best = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (letter != target))
            is_swap = at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == target
            row.append(min(best, before[to - 2] + 1) if is_swap else best)
        before, last = last, row
    return last[-1]


def pages_beginning(
    session: Session, college_id: int, typed: str, visibility: Visibility, *, limit: int
) -> list[int]:
    """The newest pages of the viewer's that may have a word that begins as was typed."""
    scope = scope_of(session, college_id, visibility)
    begin = fold(typed)
    if scope is None or len(begin) < SHORTEST_BEGINNING:
        return []
    terms = (Term((begin,), typed, is_prefix=True), *_stems_inside(begin, typed))
    return candidates.newest(session, scope, Wanted((terms,)), limit=limit)


def _stems_inside(begin: str, typed: str) -> Iterator[Term]:
    """Stems that a word which goes on so may have: the index knows policy as polici."""
    yield Term((stem(begin),), typed)
    for length in range(_SHORTEST_STEM, len(begin)):
        yield Term((begin[:length],), typed)
