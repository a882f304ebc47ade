"""Two people at the same moment: functions in threads that begin together."""

import threading
from concurrent.futures import ThreadPoolExecutor


def at_once(*calls):
    """Run functions in threads of their own, begun together; their results, in order."""
    start = threading.Barrier(len(calls))

    def begin(call):
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(begin, call) for call in calls]]
