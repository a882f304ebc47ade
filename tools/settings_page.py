"""Writes docs/settings.md from the settings that the code reads; a test compares the two."""

import sys
from pathlib import Path

from store.settings import SETTINGS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
HEAD = """\
# Settings

Read once from the environment when the program starts. A wrong one stops the start with one line
that names it. Written from the code by `tools/settings_page.py`.

| name | default | meaning |
|---|---|---|
"""


def page() -> str:
    """Return the page as Markdown, a row for each setting in the order of the code."""
    rows = [
        f"| `{setting.name}` | {f'`{setting.default}`' if setting.default else 'none'} "
        f"| {setting.meaning.replace('|', '&#124;')} |\n"
        for setting in SETTINGS
    ]
    return HEAD + "".join(rows)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {len(SETTINGS)} settings")
    return 0


if __name__ == "__main__":
    sys.exit(main())
