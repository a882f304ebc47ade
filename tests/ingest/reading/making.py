"""Makes small files for the tests of reading: honest ones and hostile ones."""

import zipfile
import zlib
from io import BytesIO
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# How a page may go on for minutes in a file of a few hundred bytes: each form draws the next twice.
_DOUBLINGS = 26


def pdf(*pages: bytes, forms: tuple[bytes, ...] = ()) -> bytes:
    """Make a PDF with these content streams as pages; /X0, /X1 ... are the ``forms``."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    first_form = 4
    names = b"".join(b"/X%d %d 0 R" % (n, first_form + n) for n in range(len(forms)))
    resources = b"<</Font<</F %s>>/XObject<<%s>>>>" % (font, names)
    objects.append(resources)
    for form in forms:
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources 3 0 R/Length %d>>"
        objects.append(head % len(form) + b"stream\n" + form + b"\nendstream")
    kids = []
    for content in pages:
        packed = zlib.compress(content)
        stream = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        objects.append(stream % (len(packed), packed))
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources 3 0 R>>"
        kids.append(len(objects) + 1)
        objects.append(page % len(objects))
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (listed, len(kids))
    return assembled(objects)


def assembled(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Write objects 1, 2 ... as a PDF whose first object is its catalogue."""
    out = BytesIO(b"%PDF-1.7\n")
    out.seek(0, 2)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    size = len(objects) + 1
    out.write(b"trailer<</Root 1 0 R/Size %d%s>>\n" % (size, trailer))
    out.write(b"startxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def page_of(*lines: str) -> bytes:
    """Make the content of a page with these lines of text, from the top."""
    shown = [f"1 0 0 1 50 {750 - 20 * at} Tm ({line}) Tj" for at, line in enumerate(lines)]
    return ("BT /F 12 Tf " + " ".join(shown) + " ET").encode("cp1252")


PICTURE_PAGE = b"q 100 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"
BLANK_PAGE = b""
ENDLESS_PAGE = b"/X0 Do"
ENDLESS_FORMS = (*tuple(b"/X%d Do /X%d Do" % (n + 1, n + 1) for n in range(_DOUBLINGS)), b"0 0 m")


def with_endless_page(*, pages: int, at: int) -> bytes:
    """Make a PDF whose page ``at`` no reader finishes."""
    contents = [page_of(f"This is page {number}") for number in range(1, pages + 1)]
    contents[at - 1] = ENDLESS_PAGE
    return pdf(*contents, forms=ENDLESS_FORMS)


def with_swollen_page(*, pages: int, at: int, mebibytes: int) -> bytes:
    """Make a PDF whose page ``at`` unpacks to ``mebibytes``."""
    contents = [page_of(f"This is page {number}") for number in range(1, pages + 1)]
    contents[at - 1] = b"q Q\n" * (mebibytes << 18)
    return pdf(*contents)


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(inside: str) -> str:
    return f"<w:tc>{inside}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def text_box(inside: str) -> str:
    """Make a text box as Word does: once for programs that know shapes, once more as VML."""
    box = f"<w:txbxContent>{inside}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="1" name="Box" descr="Alt"/>'
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


STYLES = (
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="College heading"/>'
    '<w:basedOn w:val="H2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="List Bullet"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/>'
    "<w:rPr><w:vanish/></w:rPr></w:style>"
)


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def docx(body: str, *, prolog: str = "", styles: str = "", **parts: str) -> bytes:
    """Make a Word file from a body and, by keyword, header, footer, footnotes or comments."""
    document = f"{prolog}<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"
    files = {
        "document": ("document.main", document),
        "styles": ("styles", f"<w:styles {_NAMESPACES}>{STYLES}{styles}</w:styles>"),
    }
    roots = {"header": "hdr", "footer": "ftr"}
    for name, inside in parts.items():
        root = roots.get(name, name)
        files[name] = (name, f"<w:{root} {_NAMESPACES}>{inside}</w:{root}>")
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>'
        for name, (kind, _) in files.items()
    )
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{_RELATIONS}/{name}" Target="{name}.xml"/>'
        for name in files
        if name != "document"
    )
    return archive(
        {
            "[Content_Types].xml": _content_types(types),
            "_rels/.rels": _relationships(
                f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument"'
                ' Target="word/document.xml"/>'
            ),
            "word/_rels/document.xml.rels": _relationships(relations),
            **{f"word/{name}.xml": content for name, (_, content) in files.items()},
        }
    )


def _content_types(overrides: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(inside: str) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{inside}</Relationships>'


def archive(files: dict[str, str | bytes]) -> bytes:
    """Make a ZIP of these files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def saved(folder: Path, data: bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
