"""An installation of its own for a measurement: served by real processes, spoken to over HTTP."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection, socket
from time import monotonic, sleep
from urllib.parse import urlencode

COLLEGE = "measured"
EMAIL = "leader@measured.example"
PASSWORD = "a password for measuring only"
_START_SECONDS = 60


class Client:
    """One signed-in person with one connection, as a browser would be."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        """Status and text of the answer to a body sent as it is."""
        return self._ask("POST", path, body, headers)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> None:
        """Sign in, as the one person of the college if nobody is named; keep a form's token."""
        form = {"email": email, "password": password, "csrf_token": self._token_of("/sign-in")}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, text = self.post("/sign-in", urlencode(form).encode(), kind)
        if status >= 400:
            raise RuntimeError(f"Signing in failed: {status} {text[:200]}")
        self.token = self._token_of("/")

    def _token_of(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path)[1])
        if found is None:
            raise RuntimeError(f"There is no form on {path}.")
        return found[1]

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, {**headers, "Cookie": cookies})
        answer = self._connection.getresponse()
        for header in answer.headers.get_all("Set-Cookie", []):
            name, _, value = header.split(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.read().decode("utf-8", "replace")


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[int]:
    """Serve a fresh installation with one college and one careers leader; gives the port.

    Web and worker are the processes that `serve` starts. They end with the block.
    """
    environ = os.environ | settings | {"CE_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "webapp"]
    person = ["person", "add", EMAIL, "--name", "A Leader", "--college", COLLEGE]
    person += ["--role", "careers_leader", "--password-stdin"]
    for step in (["init"], ["college", "add", COLLEGE, "Measured College"], person):
        subprocess.run(
            [*command, *step], env=environ, input=PASSWORD, text=True, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
    with serving(environ) as port:
        yield port


@contextmanager
def serving(environ: Mapping[str, str], *options: str) -> Iterator[int]:
    """Serve an installation that is there; the options are those of `serve`. Gives the port."""
    port = free_port()
    log = subprocess.DEVNULL
    server = subprocess.Popen(
        [sys.executable, "-m", "webapp", "serve", "--port", str(port), *options],
        env={**environ, "CE_BASE_URL": f"http://127.0.0.1:{port}"}, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(port: int) -> None:
    """Wait until a server answers at this port."""
    until = monotonic() + _START_SECONDS
    while monotonic() < until:
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.05)
        else:
            return
    raise RuntimeError("The installation did not start.")
