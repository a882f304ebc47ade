"""What lives as long as a server process: loaded once, then left out of collecting garbage."""

import gc

from framework.keywords import builtin_keywords
from framework.loading import builtin


def settle() -> None:
    """Load what every page needs; call it once, when the application is put together.

    A full round of the collector looks at every object: the quarter of a million that code,
    tables and the framework are took 150 to 250 ms in the middle of some request in twenty.
    Frozen (`gc.freeze`), they are not looked at again.
    """
    builtin()
    builtin_keywords()
    gc.collect()
    gc.freeze()
