"""Makes presentations for the tests of reading, by python-pptx; changes parts of packages."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Inches

TITLE_AND_CONTENT = 1
TITLE_ONLY = 5
BLANK = 6
WIDE, HIGH = 3, 1


def pptx(*titles: str) -> bytes:
    """Make a presentation with a slide for each title."""
    presentation = Presentation()
    for title in titles:
        add_slide(presentation, title)
    return packed(presentation)


def add_slide(presentation: Any, title: str = "", layout: int = TITLE_ONLY) -> Any:
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    return slide


def add_box(shapes: Any, text: str, left: float, top: float, wide: float = WIDE) -> Any:
    box = shapes.add_textbox(Inches(left), Inches(top), Inches(wide), Inches(HIGH))
    box.text_frame.text = text
    return box


def add_part(slide: Any, name: str, kind: str, content: str) -> str:
    """Add a part to a slide and give the relationship's id; ``kind`` ends the relationship."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    part = Part(PackURI(name), "application/xml", slide.part.package, content.encode())
    return slide.part.relate_to(part, f"{space}/{kind}")


def packed(presentation: Any) -> bytes:
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def changed(
    data: bytes, parts: Mapping[str, str | bytes | None], added: Mapping[str, str] | None = None
) -> bytes:
    """Replace parts of a package, or with None take them away; ``added`` are new ones."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = parts.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
        for name, content in (added or {}).items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def part_of(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()
