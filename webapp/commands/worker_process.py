"""The worker as `serve` starts it: `python -m webapp.commands.worker_process`.

It ends when its standard input closes, which is when the web that started it is gone. The processes
that prepare texts for it read this module again when they start, so it imports what it needs late:
that halves the time until they are ready.
"""

import os
import signal
import sys
import threading

# How far behind the web it stands in the queue for a processor, as `nice` counts.
PATIENCE = 5


def _end_with_the_web() -> None:
    # Below Python's buffers: a thread that holds their lock would break the interpreter's end.
    while os.read(0, 1024):
        continue
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    """Work until the web ends; returns the exit code."""
    from store.errors import CareersEvidenceError  # noqa: PLC0415 - late, as said above
    from store.settings import Settings  # noqa: PLC0415
    from webapp import worker  # noqa: PLC0415
    from webapp.services import Services  # noqa: PLC0415

    # Somebody waits for the web beside it; what it starts itself is as patient.
    os.nice(PATIENCE)
    threading.Thread(target=_end_with_the_web, daemon=True).start()
    try:
        worker.run(Services.open(Settings.from_env(), for_worker=True))
    except CareersEvidenceError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
