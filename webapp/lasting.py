"""What lives as long as a server process: loaded once, then left out of collecting garbage."""

import gc

from framework.keywords import builtin_keywords
from framework.loading import builtin

# New objects before a round over the young, and rounds before one over the older (Python's own
# numbers are 700, 10 and 10; a page with a thousand citations makes a hundred thousand).
OBJECTS_BETWEEN_ROUNDS = (20_000, 20, 20)


def settle() -> None:
    """Load what every page needs; call it once, when the application is put together.

    A full round of the collector looks at every object: the quarter of a million that code,
    tables and the framework are took 150 to 250 ms in the middle of some request in twenty.
    Frozen (`gc.freeze`), they are not looked at again; and what one page makes is looked through
    once or twice instead of a hundred times.
    """
    builtin()
    builtin_keywords()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OBJECTS_BETWEEN_ROUNDS)
