"""Counts many values over many pages at once; pure."""

from collections.abc import Iterable, Iterator
from threading import Lock

_BITS = 32
_MOST = (1 << _BITS) - 1


class Tallies:
    """Counters side by side in one whole number, so that one addition adds all of them.

    The sum of the numbers of thousands of pages is many times as fast as counting each value of
    each page. A value keeps its place among the counters for good, so numbers may be kept too.
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._lock = Lock()

    def one_of_each(self, values: Iterable[str]) -> int:
        """The number that has one in the counter of every value, named once each."""
        return sum(1 << (_BITS * self._place_of(value)) for value in values)

    def counts(self, in_all: int) -> Iterator[tuple[str, int]]:
        """The values that a sum of such numbers counts, and how often: at most 2**32 - 1 times."""
        for value, place in list(self._places.items()):
            found = in_all >> (_BITS * place) & _MOST
            if found:
                yield value, found

    def _place_of(self, value: str) -> int:
        with self._lock:
            return self._places.setdefault(value, len(self._places))
