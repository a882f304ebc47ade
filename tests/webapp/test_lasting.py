"""What a server process leaves out of collecting garbage."""

import os
import subprocess
import sys

LOADED = "import gc, webapp.wsgi; print(gc.get_freeze_count(), sum(gc.get_count()))"


def test_a_server_looks_at_none_of_its_code_again(tmp_path):
    environ = os.environ | {
        "CE_DATA_DIR": str(tmp_path),
        "CE_SECRET_KEY": "a key for this test that is long enough to sign with",
    }

    told = subprocess.run(
        [sys.executable, "-c", LOADED], env=environ, check=True, capture_output=True, text=True
    )

    frozen, since = map(int, told.stdout.split())
    assert frozen > 100_000 > since
