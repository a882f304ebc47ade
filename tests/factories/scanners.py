"""Virus scanners for the tests: Debian's clamd with one signature, and servers that misbehave."""

import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager

MARKER = b"a marker that only the test's own signature knows"
SIGNATURE = "Test.Marker"
# What the scanner takes in all, and what it looks into of one file.
MOST_SENT = 4 << 20
MOST_LOOKED_AT = 1 << 20
_CONFIG = """\
Foreground yes
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
StreamMaxLength {most_sent}
MaxFileSize {most_looked_at}
MaxScanSize {most_looked_at}
AlertExceedsMax yes
"""
_START_SECONDS = 60


def program():
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


@contextmanager
def clamd(folder):
    """Run Debian's scanner with a one-line signature file; gives its address."""
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "test.ndb").write_text(f"{SIGNATURE}:0:*:{MARKER.hex()}\n")
    config = folder / "clamd.conf"
    config.write_text(
        _CONFIG.format(folder=folder, most_sent=MOST_SENT, most_looked_at=MOST_LOOKED_AT)
    )
    process = subprocess.Popen(
        [program(), "--config-file", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(folder / "clamd.sock", process)
        yield f"unix://{folder}/clamd.sock"
    finally:
        process.terminate()
        process.wait()


def _wait_for(path, process):
    deadline = time.monotonic() + _START_SECONDS
    while not path.exists():
        assert process.poll() is None, "the scanner ended as it started"
        assert time.monotonic() < deadline, "the scanner did not start"
        time.sleep(0.02)


@contextmanager
def answering(answer, *, reads=True):
    """Serve `answer` (None: stay silent) to whoever asks; gives the address.

    With `reads` the whole file is taken first, else the answer comes at once.
    """
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, answer, reads, over))
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listening, answer, reads, over):
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            if reads:
                _take_all(connection)
            if answer is None:
                over.wait()
            else:
                connection.sendall(answer)


def _take_all(connection):
    """Read until the piece of length nothing that ends a file."""
    taken = b""
    while not taken.endswith(b"\0\0\0\0"):
        data = connection.recv(1 << 16)
        if not data:
            return
        taken = (taken + data)[-4:]


def no_one():
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"tcp://127.0.0.1:{listening.getsockname()[1]}"
