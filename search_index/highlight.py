"""Where the words of a query stand in a text, and the piece of it worth showing; no engine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search_index.analysis import Token, analyse
from search_index.query import Query, Term

SNIPPET_CHARACTERS = 280
# How many characters before the first mark a snippet begins, so that it reads.
_LEAD_IN = 60


@dataclass(frozen=True)
class Snippet:
    """A piece of a text as parts that are marked or not, in order; together they are the piece.

    `cut_before` and `cut_after` say whether text was left out.
    """

    parts: tuple[tuple[str, bool], ...]
    cut_before: bool = False
    cut_after: bool = False

    @property
    def text(self) -> str:
        """The piece without marks."""
        return "".join(part for part, _ in self.parts)


def marks(text: str, query: Query) -> list[tuple[int, int]]:
    """The stretches of `text` that the query's words and expansions found, in order, apart.

    Offsets are code points; function words are not marked unless they are all that was asked.
    """
    return marks_of_terms(text, _terms(query))


def marks_of_terms(text: str, terms: Iterable[Term]) -> list[tuple[int, int]]:
    """As `marks`, for terms that come from elsewhere, such as the words behind a match."""
    wanted = tuple(terms)
    return _apart(_Stems(text, wanted).found(wanted))


def snippet(text: str, query: Query, *, length: int = SNIPPET_CHARACTERS) -> Snippet:
    """The stretch of at most about `length` characters that holds most different words."""
    stems = _Stems(text, _terms(query))
    found = [
        (start, end, number)
        for number, clause in enumerate(query.required)
        for start, end in stems.found(clause.any_of)
    ]
    start, end = _best_stretch(text, sorted(found), length)
    marked = [(a, b) for a, b in _apart((a, b) for a, b, _ in found) if a >= start and b <= end]
    return Snippet(tuple(_parts(text, start, end, marked)), start > 0, end < len(text))


def _best_stretch(text: str, found: list[tuple[int, int, int]], length: int) -> tuple[int, int]:
    best, best_worth = 0, (-1, -1)
    for index, (start, _, _) in enumerate(found):
        inside = [entry for entry in found[index:] if entry[1] <= start + length - _LEAD_IN]
        worth = (len({entry[2] for entry in inside}), len(inside))
        if worth > best_worth:
            best, best_worth = start, worth
    start = _word_start(text, max(0, best - _LEAD_IN))
    return start, _word_end(text, min(len(text), max(start, best - _LEAD_IN) + length))


def _word_start(text: str, offset: int) -> int:
    """The first word that begins at or behind the offset."""
    while 0 < offset < len(text) and not text[offset - 1].isspace():
        offset += 1
    return offset


def _word_end(text: str, offset: int) -> int:
    while offset < len(text) and not text[offset].isspace():
        offset += 1
    return offset


def _parts(
    text: str, start: int, end: int, marked: list[tuple[int, int]]
) -> Iterator[tuple[str, bool]]:
    behind = start
    for begin, stop in marked:
        if begin > behind:
            yield text[behind:begin], False
        yield text[begin:stop], True
        behind = stop
    if behind < end:
        yield text[behind:end], False


def _terms(query: Query) -> tuple[Term, ...]:
    return tuple(term for clause in query.required for term in clause.any_of)


class _Stems:
    """What of a text some terms may find: its tokens by their stems and by their positions."""

    def __init__(self, text: str, terms: Iterable[Term]) -> None:
        wanted = [(stem, term.is_prefix) for term in terms for stem in term.stems]
        has_beginnings = any(is_prefix for _, is_prefix in wanted)
        only = None if has_beginnings else frozenset(stem for stem, _ in wanted)
        self._by_stem: dict[str, list[Token]] = {}
        self._at: dict[int, list[Token]] = {}
        for token in analyse(text, only):
            self._by_stem.setdefault(token.stem, []).append(token)
            self._at.setdefault(token.position, []).append(token)

    def found(self, terms: Iterable[Term]) -> list[tuple[int, int]]:
        """The stretches that any of the terms found, in no order."""
        return [
            (token.start, end)
            for term in terms
            for token in self._first_of(term)
            if (end := _end_of(term, 0, token, self._at)) is not None
        ]

    def _first_of(self, term: Term) -> Iterable[Token]:
        """The tokens that a term may begin with."""
        first, *others = term.stems
        if others or not term.is_prefix:
            return self._by_stem.get(first, ())
        known = self._by_stem.items()
        return [token for stem, held in known if stem.startswith(first) for token in held]


def _end_of(term: Term, place: int, token: Token, at: dict[int, list[Token]]) -> int | None:
    """Where the term ends if its stem number `place` is this token, else None."""
    wanted, is_last = term.stems[place], place == len(term.stems) - 1
    fits = token.stem == wanted or (is_last and term.is_prefix and token.stem.startswith(wanted))
    if not fits or is_last:
        return token.end if fits else None
    for following in at.get(token.position + token.width, ()):
        end = _end_of(term, place + 1, following, at)
        if end is not None:
            return end
    return None


def _apart(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(found)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
