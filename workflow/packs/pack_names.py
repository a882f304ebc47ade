"""Names of the files of a pack: they sort by dimension and explain themselves. Pure.

`T1-D1.5-L3_Careers-report_p006`: theme 1, dimension 1.5, cited at level 3, the sixth page.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from framework.model import FrameworkVersion

_LONGEST_TITLE = 48
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,5})$")


@dataclass(frozen=True)
class Names:
    """Names without folder: of cited pages by page key, of originals by revision key."""

    pages: dict[str, str]
    originals: dict[str, str]


def names(content: dict[str, Any], framework: FrameworkVersion) -> Names:
    """Name every cited page and file after its first citation, each name once."""
    order = {dimension.code: n for n, dimension in enumerate(framework.dimensions)}
    pages: dict[str, str] = {}
    originals: dict[str, str] = {}
    taken: set[str] = set()
    cited = sorted(
        content["citations"],
        key=lambda one: (order.get(one["dimension"], 0), one["level"], one["document"],
                         one["page"], one["key"]),
    )  # fmt: skip
    for one in cited:
        document = content["documents"][one["document"]]
        theme = framework.dimension(one["dimension"]).theme_number
        stem = f"T{theme}-D{one['dimension']}-L{one['level']}_{plain(document['title'])}"
        page = f"{one['revision']}/{one['page']}"
        if page not in pages:
            pages[page] = _once(f"{stem}_p{one['page']:03}", "", taken)
        if one["revision"] not in originals:
            revision = document["revisions"][one["revision"]]
            edition = f"_v{revision['number']}" if len(document["revisions"]) > 1 else ""
            ending = _ENDING.search(revision["file_name"])
            suffix = f".{ending[1].lower()}" if ending else ""
            originals[one["revision"]] = _once(f"{stem}{edition}", suffix, taken)
    return Names(pages, originals)


def dimension_name(code: str, framework: FrameworkVersion) -> str:
    """The name of a dimension's page, without folder or ending."""
    return f"T{framework.dimension(code).theme_number}-D{code}"


def plain(title: str) -> str:
    """A title in plain letters, digits and hyphens, as every file system keeps them."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", letters)[:_LONGEST_TITLE].strip("-") or "document"


def _once(stem: str, suffix: str, taken: set[str]) -> str:
    name, number = f"{stem}{suffix}", 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}{suffix}"
    taken.add(name.lower())
    return name
