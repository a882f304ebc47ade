"""Finds a quote again in other texts: word for word, else nearly; pure, knows no database.

A quote is found again when its words stand in a row, with the same marks between them. Lines,
hyphens at their ends and the shape of quotation marks may differ, since readers of files differ
in them; a letter, a capital or a comma may not. Everything less is a changed text.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflow.kinds.anchors import AnchorOutcome

# Of the words of a quote and of its new place, how many have to be the same, in order.
LEAST_LIKE = 0.85
# By how much the best place has to be better than the next one.
CLEAR_MARGIN = 0.05
MOST_PLACES = 5

_TOKEN = re.compile(r"\w+(?:(?:['’]|[-\u00ad\u2010\u2011\ufffe]\s*)\w+)*|[^\w\s]")
_JOINS = re.compile(r"[-\u00ad\u2010\u2011\ufffe]\s*")
_BREAK = re.compile(r"[.!?;]|\n\s*\n")
_SAME_MARKS = str.maketrans("’‘“”–—", "''\"\"--")


@dataclass(frozen=True)
class PinnedQuote:
    """A quote as it was cited: its words, a little around them, the page and its text's hash."""

    exact: str
    prefix: str
    suffix: str
    page_number: int
    sha256: str
    start: int
    end: int


@dataclass(frozen=True)
class PageText:
    """The text of one page with its SHA-256."""

    number: int
    text: str
    sha256: str


@dataclass(frozen=True)
class Place:
    """A place in a text, in code points. `likeness` is 1 where the words are the same."""

    page_number: int
    start: int
    end: int
    likeness: float = 1.0


@dataclass(frozen=True)
class Anchored:
    """What became of a quote; the places are best first, and one where it is settled."""

    outcome: AnchorOutcome
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class _Token:
    word: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.word[0].isalnum() or self.word[0] == "_"


@dataclass(frozen=True)
class _Page:
    page: PageText
    tokens: tuple[_Token, ...]
    # Words alone, without capitals: for what is only nearly the same.
    words: tuple[_Token, ...]


class NewTexts:
    """The pages of a newer revision, taken apart once for all quotes that are looked for."""

    def __init__(self, pages: Sequence[PageText]) -> None:
        self._pages = tuple(_taken_apart(page) for page in pages)

    def anchor(self, quote: PinnedQuote) -> Anchored:
        """Say what became of `quote`.

        Its very words are looked for first, on its page and elsewhere, then what is nearly the
        same. Where two places are equally good, the answer is ambiguous, never a guess.
        """
        unchanged = self._unchanged(quote)
        if unchanged is not None:
            return Anchored(AnchorOutcome.FOUND, (unchanged,))
        wanted = tuple(token.word for token in _tokens(quote.exact))
        if not any(token[0].isalnum() for token in wanted):
            return Anchored(AnchorOutcome.GONE)
        places = [place for page in self._pages for place in _exact(page, wanted)]
        return self._chosen(quote, places) if places else self._nearly(wanted)

    def _unchanged(self, quote: PinnedQuote) -> Place | None:
        for page in self._pages:
            same = page.page.number == quote.page_number and page.page.sha256 == quote.sha256
            if same:
                return Place(page.page.number, quote.start, quote.end)
        return None

    def _chosen(self, quote: PinnedQuote, places: Sequence[Place]) -> Anchored:
        """The place whose surroundings agree most; among equals the one on the same page."""
        before = [token.word for token in _tokens(quote.prefix)]
        after = [token.word for token in _tokens(quote.suffix)]
        texts = {page.page.number: page for page in self._pages}

        def merit(place: Place) -> tuple[int, bool]:
            agreement = _agreement(texts[place.page_number], place, before, after)
            return agreement, place.page_number == quote.page_number

        best = max(map(merit, places))
        winners = tuple(place for place in places if merit(place) == best)
        if len(winners) > 1:
            return Anchored(AnchorOutcome.AMBIGUOUS, winners[:MOST_PLACES])
        is_here = winners[0].page_number == quote.page_number
        return Anchored(AnchorOutcome.FOUND if is_here else AnchorOutcome.MOVED, winners)

    def _nearly(self, wanted: Sequence[str]) -> Anchored:
        words = [word.casefold() for word in wanted if word[0].isalnum()]
        mark = "" if wanted[-1][0].isalnum() else wanted[-1]
        places = [place for page in self._pages for place in _alike(page, words, mark)]
        places.sort(key=lambda place: (-place.likeness, place.page_number, place.start))
        if not places:
            return Anchored(AnchorOutcome.GONE)
        close = tuple(p for p in places if places[0].likeness - p.likeness < CLEAR_MARGIN)
        if len(close) > 1:
            return Anchored(AnchorOutcome.AMBIGUOUS, close[:MOST_PLACES])
        return Anchored(AnchorOutcome.CHANGED, close)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        word = _JOINS.sub("", unicodedata.normalize("NFKC", match[0]).translate(_SAME_MARKS))
        if word:
            yield _Token(word, *match.span())


def _taken_apart(page: PageText) -> _Page:
    tokens = tuple(_tokens(page.text))
    words = tuple(
        _Token(token.word.casefold(), token.start, token.end) for token in tokens if token.is_word
    )
    return _Page(page, tokens, words)


def _exact(page: _Page, wanted: Sequence[str]) -> Iterator[Place]:
    have = [token.word for token in page.tokens]
    count, first = len(wanted), wanted[0]
    for at in range(len(have) - count + 1):
        if have[at] == first and have[at : at + count] == list(wanted):
            start, end = page.tokens[at].start, page.tokens[at + count - 1].end
            yield Place(page.page.number, start, end)


def _agreement(page: _Page, place: Place, before: list[str], after: list[str]) -> int:
    """How many words right before and right after the place are those of the quote."""
    left = [token.word for token in page.tokens if token.end <= place.start]
    right = [token.word for token in page.tokens if token.start >= place.end]
    return _same_run(before[::-1], left[::-1]) + _same_run(after, right)


def _same_run(wanted: Sequence[str], found: Sequence[str]) -> int:
    count = 0
    for one, other in zip(wanted, found, strict=False):
        if one != other:
            break
        count += 1
    return count


def _alike(page: _Page, words: Sequence[str], mark: str) -> Iterator[Place]:
    """Places of a page that hold nearly the words, in order; none overlaps another.

    `mark` is what the quote ends with after its last word: a full stop, a bracket or nothing.
    """
    stretches = list(_promising(page, words))
    while stretches:
        begin, end = stretches.pop()
        found = _aligned([token.word for token in page.words[begin:end]], words)
        if found is None:
            continue
        first, last = begin + found.first, begin + found.last
        stretches += [(begin, first), (last + 1, end)]
        start, stop = _with_edges(page, first, last, found)
        if mark and page.page.text.startswith(mark, stop):
            stop += len(mark)
        yield Place(page.page.number, start, stop, round(found.likeness, 4))


def _with_edges(page: _Page, first: int, last: int, found: "_Stretch") -> tuple[int, int]:
    """The stretch with the words that stand, in its sentence, for those of the quote's edges."""
    text, words = page.page.text, page.words
    for _ in range(found.missing_before):
        if first == 0 or _BREAK.search(text, words[first - 1].end, words[first].start):
            break
        first -= 1
    for _ in range(found.missing_after):
        if last + 1 == len(words) or _BREAK.search(text, words[last].end, words[last + 1].start):
            break
        last += 1
    return words[first].start, words[last].end


def _promising(page: _Page, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches of a page that hold enough of the words in any order: cheap to tell."""
    span = int(len(words) / LEAST_LIKE) + 1
    wanted, have = Counter(words), Counter[str]()
    shared, begin = 0, None
    for at, token in enumerate(page.words):
        have[token.word] += 1
        shared += have[token.word] <= wanted[token.word]
        if at >= span:
            leaving = page.words[at - span].word
            shared -= have[leaving] <= wanted[leaving]
            have[leaving] -= 1
        if shared >= LEAST_LIKE * len(words):
            begin = max(0, at - span + 1) if begin is None else begin
        elif begin is not None:
            yield begin, at
            begin = None
    if begin is not None:
        yield begin, len(page.words)


@dataclass(frozen=True)
class _Stretch:
    """Words from `first` to `last` that are like a quote whose edges may be missing in them."""

    likeness: float
    first: int
    last: int
    missing_before: int
    missing_after: int


def _aligned(have: Sequence[str], words: Sequence[str]) -> _Stretch | None:
    """The stretch of `have` that is most like the words; None where none is like enough.

    The best stretch is that of a local alignment: a word that is the same counts two, one that
    is left out, put in or exchanged takes one away.
    """
    width = len(words) + 1
    rows = [[0] * width]
    peak = (0, 0, 0)
    for down, word in enumerate(have, 1):
        above, row = rows[-1], [0] * width
        for across, other in enumerate(words, 1):
            step = above[across - 1] + (2 if word == other else -1)
            row[across] = max(0, step, above[across] - 1, row[across - 1] - 1)
            if row[across] > peak[0]:
                peak = (row[across], down, across)
        rows.append(row)
    same = _retraced(rows, have, words, peak)
    if not same:
        return None
    (first, begins), (last, ends) = same[-1], same[0]
    likeness = len(same) / max(len(words), last - first + 1)
    if likeness < LEAST_LIKE:
        return None
    return _Stretch(likeness, first, last, begins, len(words) - 1 - ends)


def _retraced(
    rows: Sequence[Sequence[int]],
    have: Sequence[str],
    words: Sequence[str],
    peak: tuple[int, int, int],
) -> list[tuple[int, int]]:
    """Where the words that are the same stand in both, from the last to the first."""
    _, down, across = peak
    same: list[tuple[int, int]] = []
    while rows[down][across] > 0:
        is_same = have[down - 1] == words[across - 1]
        if rows[down][across] == rows[down - 1][across - 1] + (2 if is_same else -1):
            down, across = down - 1, across - 1
            if is_same:
                same.append((down, across))
        elif rows[down][across] == rows[down - 1][across] - 1:
            down -= 1
        else:
            across -= 1
    return same
