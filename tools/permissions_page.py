"""Writes docs/permissions.md from the one table of who may do what; a test compares the two."""

import sys
from pathlib import Path

from store.permissions import CONDITIONS, INSIDE, OUTSIDE, PERMISSIONS, Role

PAGE = Path(__file__).resolve().parents[1] / "docs" / "permissions.md"
HEAD = """\
# Who may do what

The one table of `store/permissions.py`, printed by `tools/permissions_page.py`. Roles are never
merged: a person acts as a member of one college, or as an outsider in one review.
"""


def _table(title: str, roles: list[Role]) -> str:
    names = " | ".join(role.words for role in roles)
    rows = [
        f"| {operation.value} | "
        + " | ".join("yes" if role in allowed else "" for role in roles)
        + f" | {CONDITIONS.get(operation, '')} |\n"
        for operation, allowed in PERMISSIONS.items()
        if allowed & set(roles)
    ]
    rule = "|---" * (len(roles) + 2) + "|\n"
    return f"\n## {title}\n\n| may | {names} | but |\n{rule}" + "".join(rows)


def page() -> str:
    """Return the page as Markdown: a table for members, one for outsiders."""
    members = [role for role in Role if role in INSIDE]
    outsiders = [role for role in Role if role in OUTSIDE]
    return HEAD + _table("Members of a college", members) + _table("In a review", outsiders)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {len(PERMISSIONS)} operations")
    return 0


if __name__ == "__main__":
    sys.exit(main())
