"""Outlook messages made by hand: a compound file with storages and streams, and nothing else."""

import struct

SECTOR = 512
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
# Smaller streams would live in a file system of their own, so every stream is filled up to this.
SMALLEST = 4096


def compound_file(tree):
    """A compound file of nested dicts: bytes are streams, dicts are storages."""
    entries, sectors = [], []
    _add(entries, sectors, "Root Entry", tree, kind=5)
    directory = b"".join(_entry(*entry) for entry in entries)
    directory += b"\0" * (-len(directory) % SECTOR)
    first_of_directory = len(sectors)
    _store(sectors, directory)
    fats = 1
    while fats * 128 < len(sectors) + fats:
        fats += 1
    chain = [link for _, link in sectors] + [FAT_SECTOR] * fats
    chain += [FREE] * (fats * 128 - len(chain))
    first_fat = len(sectors)
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fats, first_of_directory, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(first_fat, first_fat + fats), *[FREE] * (109 - fats))
    body = b"".join(data for data, _ in sectors)
    return header + body + struct.pack(f"<{len(chain)}I", *chain)


def _add(entries, sectors, name, content, *, kind):
    """Add an entry with all below it; returns its number."""
    number = len(entries)
    entries.append(None)
    if isinstance(content, bytes):
        data = content.ljust(SMALLEST, b"\0")
        start = len(sectors)
        _store(sectors, data)
        entries[number] = [name, 2, NONE, NONE, start, len(data)]
        return number
    child = NONE
    # Each sibling hangs to the right of the one before; nobody asks for balance.
    for below in reversed(content):
        sibling = _add(entries, sectors, below, content[below], kind=1)
        entries[sibling][2] = child
        child = sibling
    start = END if kind == 5 else 0
    entries[number] = [name, kind, NONE, child, start, 0]
    return number


def _store(sectors, data):
    at = len(sectors)
    count = -(-len(data) // SECTOR)
    for index in range(count):
        link = END if index == count - 1 else at + index + 1
        sectors.append((data[index * SECTOR : (index + 1) * SECTOR].ljust(SECTOR, b"\0"), link))


def _entry(name, kind, *rest):
    right, child, start, size = rest
    wide = name.encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2, kind, 1)
    return head + struct.pack("<III16xI16xIQ", NONE, right, child, 0, start, size)


def texts(**properties):
    """Streams of texts by the name of the property."""
    numbers = {
        "subject": 0x0037, "body": 0x1000, "headers": 0x007D, "to": 0x0E04, "cc": 0x0E03,
        "sender": 0x0C1A, "address": 0x0C1F, "file_name": 0x3707, "media_type": 0x370E,
        "content_id": 0x3712,
    }  # fmt: skip
    return {
        f"__substg1.0_{numbers[name]:04X}001F": text.encode("utf-16-le")
        for name, text in properties.items()
    }


def properties(header, *numbers, sent=None):
    """The stream of fixed properties: a head of so many bytes, then numbers and a time."""
    rows = [struct.pack("<HHIQ", 0x0003, pid, 6, value) for pid, value in numbers]
    if sent is not None:
        rows.append(struct.pack("<HHIQ", 0x0040, 0x0039, 6, sent))
    return {"__properties_version1.0": b"\0" * header + b"".join(rows)}


def attachment(name, data, **more):
    """The storage of an attached file."""
    return properties(8) | texts(file_name=name, **more) | {"__substg1.0_37010102": data}


def message(*attached, inner=False, sent=None, streams=(), **known):
    """The storage of a message with its attachments; write the outermost with compound_file."""
    tree = properties(24 if inner else 32, sent=sent) | texts(**known) | dict(streams)
    for number, each in enumerate(attached):
        tree[f"__attach_version1.0_#{number:08X}"] = each
    return tree


def attached_message(tree):
    """The storage of an attachment that is a message itself."""
    return properties(8) | {"__substg1.0_3701000D": tree}


def packed_rtf(rich):
    """Rich text in Outlook's wrapping, without any compression."""
    return struct.pack("<IIII", len(rich) + 12, len(rich), 0x414C454D, 0) + rich
