"""`serve`: the web, and on one machine the worker beside it."""

import signal
import subprocess
import sys
import threading
from types import FrameType

import click
from waitress.server import create_server

from store.settings import Settings
from webapp.app import create_app
from webapp.commands.init import prepare
from webapp.lasting import settle
from webapp.sample.sign_ins import PASSWORD, sample_sign_ins

RESTART_SECONDS = 2.0
THREADS = 8


class WorkerBeside:
    """A worker process that lives as long as the web does, and is started again when it dies."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_started(self) -> bool:
        """Whether there is a worker to stop."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the worker."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the worker to end, and wait for it."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
        self._thread.join(timeout=30)

    def _keep(self) -> None:
        while not self._stopping.is_set():
            command = [sys.executable, "-m", "webapp.commands.worker_process"]
            # The worker ends when this pipe closes, so it never outlives a web that was killed.
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE)
            self._process.wait()
            self._stopping.wait(RESTART_SECONDS)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--no-worker", is_flag=True, help="Web only; run `worker` elsewhere.")
def serve(host: str, port: int, no_worker: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Serve the pages, and on one machine the worker beside them.

    Example: careers-evidence serve --port 8080
    """
    settings = Settings.from_env()
    services = prepare(settings)
    server = create_server(
        create_app(services),
        host=host,
        port=port,
        threads=THREADS,
        max_request_body_size=6 * settings.max_upload_mb * (1 << 20),
    )
    settle()
    beside = WorkerBeside()
    if not no_worker and not settings.is_many_machine:
        beside.start()
    signal.signal(signal.SIGTERM, _leave)
    _greet(settings, host, port)
    try:
        server.run()
    finally:
        if beside.is_started:
            beside.stop()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """End as with Ctrl-C, so that the worker is told."""
    raise SystemExit(0)


def _greet(settings: Settings, host: str, port: int) -> None:
    click.echo(f"Careers Evidence is at http://{host}:{port}")
    if not settings.sample_sign_ins:
        return
    click.echo(f"Sample sign-ins, all with the password: {PASSWORD}")
    for one in sample_sign_ins():
        click.echo(f"  {one.role:<24} {one.email}")
