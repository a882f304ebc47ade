"""What browsers are given: the component library without font, crest and crown, and no stranger."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "webapp" / "static"
TEMPLATES = ROOT / "webapp" / "templates"
LIBRARY = STATIC / "vendor" / "govuk-frontend"
BRAND = re.compile(
    r"GDS Transport|govuk-crest|govuk-footer__crown|copyright-logo|@font-face", re.IGNORECASE
)
EMBLEM_FILES = re.compile(
    r"crest|crown|favicon|govuk-icon|opengraph|\.woff2?$|\.ttf$|\.otf$", re.IGNORECASE
)
# Both draw the crown; our own templates have a header and a footer of their own.
OFFICIAL_MACROS = re.compile(r"govukHeader|govukFooter\b")
INLINE = re.compile(r"(?i)<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)[^>]*>")
ELSEWHERE = re.compile(r"(?i)(?:src|href)=[\"'](?:https?:)?//")


def text_files(folder, *suffixes):
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


def offences(pattern, paths):
    return [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in paths
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]


def test_the_component_library_is_prepared_at_the_version_of_the_lock():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    version = lock["packages"]["node_modules/govuk-frontend"]["version"]

    made = sorted(path.name for path in (LIBRARY / version).iterdir())

    assert version == "6.3.0"
    assert made == ["govuk-frontend.min.css", "govuk-frontend.min.js"]


def test_no_style_sheet_or_script_carries_the_font_or_an_emblem():
    assert offences(BRAND, text_files(STATIC, ".css", ".js", ".svg")) == []


def test_no_font_or_emblem_is_among_the_files():
    files = [path for path in STATIC.rglob("*") if path.is_file()]

    assert [path.name for path in files if EMBLEM_FILES.search(path.name)] == []


def test_no_file_is_loaded_from_a_style_sheet():
    style_sheets = text_files(STATIC, ".css")

    assert offences(re.compile(r"(?i)url\((?!\"?data:)|@import"), style_sheets) == []


def test_no_template_uses_the_official_header_or_footer():
    assert offences(OFFICIAL_MACROS, text_files(TEMPLATES, ".html", ".jinja")) == []


def test_no_template_holds_inline_script_or_style_or_loads_from_elsewhere():
    templates = text_files(TEMPLATES, ".html", ".jinja")

    assert offences(INLINE, templates) == []
    assert offences(ELSEWHERE, templates) == []
