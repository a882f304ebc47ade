"""Makes small OpenDocument files for the tests of reading, part by part."""

from tests.ingest.reading.making import archive

_MIMETYPE = "application/vnd.oasis.opendocument"
_PREFIXES = {
    "office": "office",
    "style": "style",
    "text": "text",
    "table": "table",
    "draw": "drawing",
    "presentation": "presentation",
    "svg": "svg-compatible",
    "chart": "chart",
}
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in _PREFIXES.items()
)
NAMESPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
_STYLES = (
    '<style:style style:family="paragraph" style:name="Title"/>'
    '<style:style style:family="paragraph" style:name="P1" style:parent-style-name="Title"/>'
    '<style:style style:family="text" style:name="Secret">'
    '<style:text-properties text:display="none"/></style:style>'
    '<style:style style:family="text" style:name="Deeper" style:parent-style-name="Secret"/>'
    '<style:style style:family="text" style:name="Open" style:parent-style-name="Secret">'
    '<style:text-properties text:display="true"/></style:style>'
    '<style:style style:family="paragraph" style:name="Gone">'
    '<style:text-properties text:display="none"/></style:style>'
    '<style:style style:family="paragraph" style:name="Loop" style:parent-style-name="Loop"/>'
    '<style:style style:family="drawing-page" style:name="Shut">'
    '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    '<style:style style:family="drawing-page" style:name="Plain"/>'
)
MANIFEST = "META-INF/manifest.xml"


def odt(body: str, *, prolog: str = "", masters: str = "", **parts: str) -> bytes:
    """Make a text; ``masters`` stands in its styles, ``parts`` are files beside it."""
    return _package("text", f"{prolog}{_content('text', body)}", masters, parts)


def odp(pages: str, *, parts: dict[str, str] | None = None) -> bytes:
    """Make a presentation of these draw:page elements."""
    return _package("presentation", _content("presentation", pages), "", parts or {})


def _content(kind: str, body: str) -> str:
    return (
        f"<office:document-content {NAMESPACES}>"
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )


def _package(kind: str, content: str, masters: str, parts: dict[str, str]) -> bytes:
    styles = (
        f"<office:document-styles {NAMESPACES}>"
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )
    files: dict[str, str | bytes] = {"mimetype": f"{_MIMETYPE}.{kind}"}
    return archive(files | {"content.xml": content, "styles.xml": styles} | parts)


def p(inside: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def h(inside: str, level: int = 1) -> str:
    return f'<text:h text:outline-level="{level}">{inside}</text:h>'


def items(*inside: str) -> str:
    listed = "".join(f"<text:list-item>{each}</text:list-item>" for each in inside)
    return f"<text:list>{listed}</text:list>"


def cell(inside: str, span: int = 1) -> str:
    covered = "<table:covered-table-cell/>" * (span - 1)
    return (
        f'<table:table-cell table:number-columns-spanned="{span}">{inside}</table:table-cell>'
        + covered
    )


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def table(*rows: str) -> str:
    return f"<table:table><table:table-column/>{''.join(rows)}</table:table>"


def frame(inside: str, left: float = 0, top: float = 0, *, said: str = "") -> str:
    """Make a frame at a place in inches, with alternative text; ``said`` are its attributes."""
    return (
        f'<draw:frame svg:x="{left}in" svg:y="{top}in" svg:width="3in" svg:height="1in" {said}>'
        f"{inside}<svg:title>Alt</svg:title><svg:desc>Description</svg:desc></draw:frame>"
    )


def box(inside: str, left: float = 0, top: float = 0, *, said: str = "") -> str:
    """Make a text box as a frame, with a picture as its replacement."""
    return frame(f"<draw:text-box>{inside}</draw:text-box><draw:image/>", left, top, said=said)


def page(inside: str, style: str = "Plain") -> str:
    return f'<draw:page draw:style-name="{style}">{inside}</draw:page>'


def title(text: str) -> str:
    return box(p(text), 0, 5, said='presentation:class="title"')
