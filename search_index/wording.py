"""Words that a college's own pages have: near a word that finds nothing, or beginning like one.

What is offered stands on a page that the viewer may see, and other pages weigh nothing: how often
a word is found counts such pages only.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from search_index import candidates, generations
from search_index.analysis import fold, stem
from search_index.engine import Wanted
from search_index.fields import Scope
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


@dataclass(frozen=True)
class Nearby:
    """For a word as it was typed: the stems that were meant perhaps, likeliest first.

    Each with pages that have it, in whatever form. `most_slips` is how far a word may be from what
    was typed.
    """

    typed: str
    most_slips: int
    stems: tuple[tuple[str, tuple[int, ...]], ...]


def nearby(
    session: Session, college_id: int, query: Query, visibility: Visibility
) -> tuple[Nearby, ...]:
    """What may have been meant by the words of a query that no page of the viewer's holds."""
    scope = scope_of(session, college_id, visibility)
    if scope is None:
        return ()
    words = [clause.terms[0] for clause in query.required if _is_word(clause)]
    held = candidates.held(session, scope, [word.stems[0] for word in words])
    found = (_nearby(session, scope, word) for word in words if word.stems[0] not in held)
    return tuple(entry for entry in found if entry is not None)


def _is_word(clause: Clause) -> bool:
    """Whether somebody may have mistyped it: one plain word that nothing else is known of."""
    first = clause.terms[0]
    is_plain = len(clause.terms) == 1 and len(first.stems) == 1 and not first.is_prefix
    name = first.stems[0]
    is_named = clause.is_exact or bool(clause.expansions)
    return is_plain and not is_named and name.isalpha() and len(name) >= SHORTEST_NEAR


def _nearby(session: Session, scope: Scope, typed: Term) -> Nearby | None:
    wrong = typed.stems[0]
    most = 2 if len(wrong) >= SHORTEST_TWO_SLIPS else 1
    known = generations.engine_of(session, scope.table).words(session, scope.table, wrong[0])
    near = [(slips(wrong, word, most), word) for word in known if _may_be(wrong, word, most)]
    held = ((far, word, _pages_with(session, scope, word)) for far, word in near)
    found = [(far, -len(pages), word, pages[:_READ]) for far, word, pages in held if pages]
    stems = tuple((word, tuple(pages)) for _, _, word, pages in sorted(found)[:_MOST_STEMS])
    return Nearby(typed.text, most, stems) if stems else None


def _may_be(wrong: str, word: str, most: int) -> bool:
    """Whether a stem is near, or near to how the word begins: a slip in an ending hides it."""
    begins = (wrong[: len(word) + more] for more in (-1, 0, 1))
    is_begin = len(word) >= SHORTEST_NEAR and any(slips(begin, word, 1) <= 1 for begin in begins)
    return is_begin or slips(wrong, word, most) <= most


def _pages_with(session: Session, scope: Scope, name: str) -> list[int]:
    return candidates.newest(session, scope, Wanted(((Term((name,), name),),)), limit=_ENOUGH)


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
