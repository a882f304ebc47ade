"""Writes the hashed requirement files from pyproject.toml; names no index, knows no other file."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "requirements"
BUILD = f"{FOLDER}/build.in"
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    # Wanted with an extra and pinned without, pip looks at a newer release and finds no hash.
    "--no-strip-extras",
    "--quiet",
]
# The widest set is solved first and binds the others, so that one version serves all.
WIDEST = f"{FOLDER}/dev.txt"
LOCKS: dict[str, list[str]] = {
    WIDEST: ["pyproject.toml", BUILD, "--all-extras"],
    f"{FOLDER}/runtime.txt": ["pyproject.toml", BUILD, "--constraint", WIDEST],
    f"{FOLDER}/scale.txt": ["pyproject.toml", BUILD, "--extra=scale", "--constraint", WIDEST],
    f"{FOLDER}/ocr.txt": ["pyproject.toml", BUILD, "--extra=ocr", "--constraint", WIDEST],
    f"{FOLDER}/node.txt": [f"{FOLDER}/node.in"],
}


def find_uv() -> str:
    """Return the uv beside this Python, else the machine's; exits with a sentence without one."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        sys.exit("uv is missing: run `make lock`, which installs it.")
    return uv


def main() -> int:
    """Write every lock; an existing one keeps its versions where it still can.

    `--upgrade` on the command line takes the newest versions instead.
    """
    uv = find_uv()
    for lock, inputs in LOCKS.items():
        command = [uv, "pip", "compile", *inputs, *OPTIONS, *sys.argv[1:], "--output-file", lock]
        subprocess.run(command, cwd=ROOT, check=True)
        print(f"{lock}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
