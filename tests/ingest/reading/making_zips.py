"""Archives that no honest program makes: bytes shared, sizes lied about, links, odd names."""

import struct
import zipfile
import zlib
from io import BytesIO

from tests.ingest.reading.making import archive

CENTRAL = struct.Struct("<4s6H3I5H2I")


def overlapping(copies=50, size=1 << 20):
    """One run of zeros that many files claim, each by a head quoted within the one before."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packer.compress(b"\0" * size) + packer.flush()
    crc = zlib.crc32(b"\0" * size)
    start = local_header("0", crc, len(kernel), size) + kernel
    entries = b"".join(central(f"f{n}", crc, len(kernel), size, 0) for n in range(copies))
    return start + entries + end(copies, len(entries), len(start))


def local_header(name, crc, packed, size, *, method=8, flags=0):
    fields = (b"PK\3\4", 20, flags, method, 0, 0x21, crc, packed, size, len(name), 0)
    return struct.pack("<4s5H3I2H", *fields) + name.encode()


def central(name, crc, packed, size, offset, *, method=8, flags=0, system=0, attributes=0):
    raw = name if isinstance(name, bytes) else name.encode()
    made_by = system << 8 | 20
    head = CENTRAL.pack(
        b"PK\1\2", made_by, 20, flags, method, 0, 0x21, crc, packed, size, len(raw), 0, 0, 0, 0,
        attributes, offset,
    )  # fmt: skip
    return head + raw


def end(count, size, offset):
    return struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, offset, 0)


def one_file(name=b"a.txt", content=b"hello", **facts):
    """An archive of one stored file; facts of its entry in the list may be lies."""
    raw = name if isinstance(name, bytes) else name.encode()
    crc = facts.pop("crc", zlib.crc32(content))
    size = facts.pop("size", len(content))
    facts.setdefault("method", 0)
    local = struct.pack(
        "<4s5H3I2H", b"PK\3\4", 20, facts.get("flags", 0), facts["method"], 0, 0x21, crc,
        len(content), size, len(raw), 0,
    )  # fmt: skip
    start = local + raw + content
    listed = central(raw, crc, len(content), size, 0, **facts)
    return start + listed + end(1, len(listed), len(start))


def nested(depth, content=b"innermost"):
    """A text in an archive in an archive, and so on."""
    data, name = content, "note.txt"
    for level in range(depth):
        data, name = archive({name: data}), f"level{level}.zip"
    return data


def many(count):
    """An archive of so many small files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(count):
            made.writestr(f"{number}.txt", f"text {number}")
    return out.getvalue()
