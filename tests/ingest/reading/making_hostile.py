"""Makes files that are meant to harm whoever reads them; each small, and made in a moment."""

import struct
import zipfile
import zlib
from io import BytesIO

from tests.ingest.reading import making_odf, making_slides
from tests.ingest.reading.making import assembled, docx, page_of, pdf
from tests.ingest.reading.making import paragraph as p
from tests.ingest.reading.making import run as r

MEBIBYTE = 1 << 20
DEEP = 200_000
GIGAPIXEL_SIDE = 60_000
_CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
_ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources 5 0 R>>"
_FONT = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"


def blanks(mebibytes: int) -> bytes:
    """Pack blanks without ever packing them all: after a full flush the next piece is the same."""
    piece = b" " * MEBIBYTE
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(mebibytes):
        check = zlib.adler32(piece, check)
    return b"\x78\x9c" + packed * mebibytes + b"\3\0" + struct.pack(">I", check)


def flate_bomb(mebibytes: int, layers: int = 1) -> bytes:
    """Make a PDF whose page unpacks to so much; packed again for each layer."""
    data = blanks(mebibytes)
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    filters = b"/FlateDecode" * layers
    stream = b"<</Filter[%s]/Length %d>>stream\n%s\nendstream" % (filters, len(data), data)
    return assembled([_CATALOGUE, _ONE_PAGE, _PAGE, stream, b"<<%s>>" % _FONT])


def object_stream_bomb(mebibytes: int) -> bytes:
    """Make a PDF whose catalogue lies in a stream of objects that unpacks to so much."""
    data = blanks(mebibytes)
    stream = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
    body = b"%%PDF-1.7\n1 0 obj\n%s\nendobj\n" % (stream % (len(data), data))
    rows = bytes(6) + struct.pack(">BIB", 1, 9, 0) + struct.pack(">BIB", 2, 1, 0)
    rows += struct.pack(">BIB", 1, len(body), 0)
    head = b"<</Type/XRef/Size 4/W[1 4 1]/Root 2 0 R/Length %d>>stream\n" % len(rows)
    table = b"3 0 obj\n%s%s\nendstream\nendobj\n" % (head, rows)
    return body + table + b"startxref\n%d\n%%%%EOF" % len(body)


def self_drawing() -> bytes:
    """Make a PDF whose page draws a form that draws itself."""
    return pdf(page_of("Before") + b"/X0 Do", forms=(b"/X0 Do /X0 Do",))


def page_tree_in_a_circle() -> bytes:
    """Make a PDF whose tree of pages holds itself, and claims a page."""
    return assembled([_CATALOGUE, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2/Parent 3 0 R>>",
                      b"<</Type/Pages/Kids[2 0 R]/Count 2/Parent 2 0 R>>"])  # fmt: skip


def deep_page_tree(levels: int) -> bytes:
    """Make a PDF whose one page lies so many levels down."""
    nodes = [
        b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (at + 1, max(at - 1, 2))
        for at in range(2, levels + 2)
    ]
    return assembled([_CATALOGUE, *nodes, b"<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R>>"])


def deep_arrays(levels: int) -> bytes:
    """Make a PDF whose page holds arrays in arrays."""
    page = _PAGE[:-2] + b"/Rubbish " + b"[" * levels + b"]" * levels + b">>"
    return assembled([_CATALOGUE, _ONE_PAGE, page, b"<</Length 0>>stream\n\nendstream", b"<<>>"])


def many_pages(count: int) -> bytes:
    """Make a PDF of so many pages, which are one and the same."""
    kids = b"3 0 R " * count
    content = page_of("Again")
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return assembled([_CATALOGUE, tree, _PAGE, stream, b"<<%s>>" % _FONT])


def claimed_pages(count: int) -> bytes:
    """Make a PDF of one page that claims so many."""
    tree = b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count
    return assembled([_CATALOGUE, tree, _PAGE, b"<</Length 0>>stream\n\nendstream", b"<<>>"])


def gigapixels_in_pdf(side: int = GIGAPIXEL_SIDE) -> bytes:
    """Make a PDF whose page shows a picture of side x side pixels."""
    data = blanks(1)
    image = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
    ) % (side, side, len(data), data)
    content = page_of("Beside the picture") + b" q 600 0 0 800 0 0 cm /I Do Q"
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    resources = b"<</XObject<</I 6 0 R>>%s>>" % _FONT
    return assembled([_CATALOGUE, _ONE_PAGE, _PAGE, stream, resources, image])


def gigapixel_png(side: int = GIGAPIXEL_SIDE) -> bytes:
    """Make a PNG that claims side x side pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", blanks(1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def gigapixel_tiff(side: int = GIGAPIXEL_SIDE) -> bytes:
    """Make a TIFF that claims side x side pixels, as one packed strip."""
    data = blanks(1)
    tags = (
        (256, 4, side), (257, 4, side), (258, 3, 8), (259, 3, 8), (262, 3, 1), (273, 4, 8),
        (277, 3, 1), (278, 4, side), (279, 4, len(data)),
    )  # fmt: skip
    listed = b"".join(
        struct.pack("<HHI", tag, kind, 1) + struct.pack("<I", value) for tag, kind, value in tags
    )
    head = b"II*\0" + struct.pack("<I", 8 + len(data))
    return head + data + struct.pack("<H", len(tags)) + listed + bytes(4)


def gigapixel_bmp(side: int = GIGAPIXEL_SIDE) -> bytes:
    """Make a BMP that claims side x side pixels."""
    info = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 1024, 0, 0, 54) + info + bytes(1024)


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY l0 "laugh">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
QUADRATIC = f'<!DOCTYPE q [<!ENTITY l9 "{"a" * 50_000}">]>'
OUTSIDE = '<!DOCTYPE o [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>'
ELSEWHERE = '<!DOCTYPE e SYSTEM "http://127.0.0.1:9/no.dtd" [<!ENTITY l9 "words">]>'
PARAMETERS = (
    '<!DOCTYPE p [<!ENTITY % f SYSTEM "file:///etc/hostname"><!ENTITY % e "%f;"> %e;'
    '<!ENTITY l9 "words">]>'
)
PROLOGS = {
    "laughs": LAUGHS,
    "quadratic": QUADRATIC,
    "outside": OUTSIDE,
    "elsewhere": ELSEWHERE,
    "parameters": PARAMETERS,
}
_MANY_LAUGHS = "&l9;" * 1000


def with_entities(kind: str, prolog: str) -> bytes:
    """Make an Office file whose main part asks for what ``prolog`` declares."""
    if kind == "docx":
        return docx(p(r("Hello") + r(_MANY_LAUGHS)), prolog=prolog)
    if kind == "odt":
        return making_odf.odt(making_odf.p("Hello") + making_odf.p(_MANY_LAUGHS), prolog=prolog)
    data = making_slides.pptx("Hello")
    slide = making_slides.part_of(data, SLIDE)
    declaration, _, rest = slide.partition("?>")
    return making_slides.changed(
        data, {SLIDE: f"{declaration}?>{prolog}{rest}".replace("Hello", f"Hello{_MANY_LAUGHS}")}
    )


SLIDE = "ppt/slides/slide1.xml"


def with_deep_xml(kind: str, levels: int = DEEP) -> bytes:
    """Make an Office file whose main part is nested so many levels deep."""
    if kind == "docx":
        return docx(
            "<w:tbl><w:tr><w:tc>" * (levels // 3) + "</w:tc></w:tr></w:tbl>" * (levels // 3)
        )
    if kind == "docx styles":
        return docx(p(r("Hello")), styles="<w:a>" * levels + "</w:a>" * levels)
    if kind == "odt":
        return making_odf.odt("<text:section>" * levels + "</text:section>" * levels)
    if kind == "odp":
        return making_odf.odp(making_odf.page("<draw:g>" * levels + "</draw:g>" * levels))
    data = making_slides.pptx("Hello")
    slide = making_slides.part_of(data, SLIDE)
    groups = "<p:grpSp>" * levels + "</p:grpSp>" * levels
    return making_slides.changed(
        data, {SLIDE: slide.replace("</p:spTree>", groups + "</p:spTree>")}
    )


def many_entries(count: int, files: dict[str, bytes] | None = None) -> bytes:
    """Make a ZIP of so many empty entries, with ``files`` before them."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in (files or {}).items():
            made.writestr(name, content)
        for number in range(count):
            made.writestr(f"{number}.txt", b"")
    return out.getvalue()


def padded_archive(data: bytes, entries: int) -> bytes:
    """Add so many empty parts to an Office file."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return many_entries(entries, {name: archive.read(name) for name in archive.namelist()})


def overlapping_parts(data: bytes, copies: int) -> bytes:
    """Have an Office file list its largest part so many times over, under other names."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        infos = archive.infolist()
        start = archive.start_dir
    largest = max(infos, key=lambda info: info.file_size)
    listed = b"".join(_central(info, info.filename.encode()) for info in infos)
    listed += b"".join(_central(largest, b"%d.xml" % number) for number in range(copies))
    count = len(infos) + copies
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(listed), start, 0)
    return data[:start] + listed + end


def _central(info: zipfile.ZipInfo, name: bytes) -> bytes:
    facts = (20, 20, 0, info.compress_type, 0, 0, info.CRC, info.compress_size, info.file_size)
    return (
        struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            *(b"PK\1\2", *facts, len(name), 0, 0, 0, 0, 0, info.header_offset),
        )
        + name
    )


def truncations(data: bytes) -> list[bytes]:
    """Cut a file off at each tenth of its length."""
    return [data[: len(data) * tenth // 10] for tenth in range(1, 10)]
