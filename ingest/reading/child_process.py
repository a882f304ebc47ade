"""One request, served in a limited process: says what it finds as JSON lines on a pipe."""

import json
import mmap
import os
import select
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from ingest.reading import confinement
from ingest.reading.events import ReadLimits

Saying: TypeAlias = Iterator[Mapping[str, Any] | bytes]

OUT_OF_MEMORY: Final = 3
_WORK: Final = {
    "read": "ingest.reading.formats:read_file",
    "enrich": "ingest.reading.enriching:enrich_file",
    "unpack": "ingest.reading.unpacking:unpack_file",
    "render": "ingest.reading.page_images:render_page",
    "ocr": "ingest.reading.ocr_page:read_page",
    "boxes": "ingest.reading.page_boxes:find_boxes",
    "cells": "ingest.reading.grid:read_cells",
    "figures": "ingest.reading.figures:find_figures",
    "figure": "ingest.reading.figures:draw_figure",
}


def run_request(request: Mapping[str, Any], file: int, out: int) -> None:
    """Limit this process, do what ``request`` asks with the open ``file``, and say it to ``out``.

    The order matters: what needs a path or a thread comes before the limits that forbid it.
    """
    _silence_standard_streams()
    threading.Thread(target=_end_without_listener, args=(out,), daemon=True).start()
    limits = ReadLimits(**request["limits"])
    layers = _inherited_layers() if request["do"] == "layers" else []
    layers += confinement.set_limits(limits, request["cpu_seconds"])
    layers += confinement.close_the_file_system(confinement.readable_folders())
    if request["do"] == "layers":
        if _starts_processes():
            layers = [layer for layer in layers if layer != confinement.NO_PROCESSES]
        _say_all(out, iter([{"layers": layers}]))
        return
    try:
        _say_all(out, _work(request["do"])(_mapped(file), request))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _inherited_layers() -> list[str]:
    network = [confinement.NETWORK_NAMESPACE] if confinement.is_off_the_network() else []
    return [confinement.ENDS_WITH_HOST, *network]


def _starts_processes() -> bool:
    """Try it: the system lets root, and who is taken for root, pass over the limit."""
    try:
        child = os.fork()
    except OSError:
        return False
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True


def _work(name: str) -> Callable[[mmap.mmap | bytes, Mapping[str, Any]], Saying]:
    module, function = _WORK[name].split(":")
    work: Callable[[mmap.mmap | bytes, Mapping[str, Any]], Saying]
    work = getattr(__import__(module, fromlist=[function]), function)
    return work


def _silence_standard_streams() -> None:
    """Keep what parsers print away from the terminal of whoever started the owner."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os.close(nothing)


def _end_without_listener(out: int) -> None:
    """Wait until nobody can read ``out`` any more, even by kill -9, and end this process."""
    poll = select.poll()
    # No event is asked for: POLLERR and POLLHUP are always told.
    poll.register(out, 0)
    poll.poll()
    os.kill(os.getpid(), signal.SIGKILL)


def _mapped(file: int) -> mmap.mmap | bytes:
    """Map the file privately: offsets stay untouched for others who hold the same open file."""
    size = os.fstat(file).st_size
    return mmap.mmap(file, size, access=mmap.ACCESS_COPY) if size else b""


def _say_all(out: int, saying: Saying) -> None:
    for said in saying:
        data = (
            said
            if isinstance(said, bytes)
            else json.dumps(said, ensure_ascii=False).encode("utf-8") + b"\n"
        )
        view = memoryview(data)
        while view:
            view = view[os.write(out, view) :]
