"""What a confined process can no longer do: tried for real in a process of its own."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.reading import confinement

pytestmark = pytest.mark.processes

TRIED = """
import json, socket, sys
from ingest.reading import confinement
from ingest.reading.events import ReadLimits

secret, out = sys.argv[1], {}
confinement.leave_the_network()
out["off"] = confinement.is_off_the_network()
out["layers"] = confinement.set_limits(ReadLimits(), 5)
out["layers"] += confinement.close_the_file_system(confinement.readable_folders())

def attempt(name, act):
    try:
        act()
    except OSError:
        out[name] = "refused"
    else:
        out[name] = "done"

attempt("read a secret", lambda: open(secret).read())
attempt("write beside it", lambda: open(secret + ".new", "w").write("a"))
attempt("read its own code", lambda: open(confinement.__file__).read())
attempt("connect", lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2])), 5))
print(json.dumps(out))
"""


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def outcome(tmp_path, listener):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    done = subprocess.run(
        [sys.executable, "-c", TRIED, str(secret), str(listener.getsockname()[1])],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_confined_process_reads_its_own_code_and_no_other_file(outcome):
    if confinement.LANDLOCK_FILES not in outcome["layers"]:
        pytest.skip("this kernel has no Landlock")
    assert outcome["read its own code"] == "done"
    assert outcome["read a secret"] == "refused"


def test_a_confined_process_writes_nothing(outcome):
    if confinement.LANDLOCK_FILES not in outcome["layers"]:
        pytest.skip("this kernel has no Landlock")
    assert outcome["write beside it"] == "refused"


def test_a_confined_process_has_no_network(outcome):
    if not outcome["off"] and confinement.LANDLOCK_NETWORK not in outcome["layers"]:
        pytest.skip("this kernel offers neither network namespaces nor Landlock for TCP")
    assert outcome["connect"] == "refused"


def test_readable_folders_hold_the_reading_code_and_no_folder_twice():
    folders = [Path(folder) for folder in confinement.readable_folders()]

    assert any(Path(confinement.__file__).is_relative_to(folder) for folder in folders)
    assert not [
        (inner, outer)
        for inner in folders
        for outer in folders
        if inner != outer and inner.is_relative_to(outer)
    ]
