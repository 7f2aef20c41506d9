"""A second way to write a VBA project: MS-OVBA and MS-CFB from their specifications alone."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise

CHUNK = 4096
SECTOR, MINI_SECTOR, CUTOFF = 512, 64, 4096
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def _copy_bits(position: int) -> int:
    """Number of bits of an offset at a position in a chunk (MS-OVBA 2.4.1.3.19.1)."""
    return max(4, (position - 1).bit_length())


def _compressed_chunk(chunk: bytes) -> bytes:
    out, position = bytearray(), 0
    last_seen: dict[bytes, int] = {}
    while position < len(chunk):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if position >= len(chunk):
                break
            bits = _copy_bits(position) if position else 4
            longest = min((0xFFFF >> bits) + 3, len(chunk) - position)
            start, length = last_seen.get(chunk[position : position + 3], -1), 0
            if start >= 0:
                while length < longest and chunk[start + length] == chunk[position + length]:
                    length += 1
            if length >= 3:
                tokens += struct.pack("<H", (position - start - 1) << (16 - bits) | (length - 3))
                flags |= 1 << bit
            else:
                tokens.append(chunk[position])
                length = 1
            for step in range(position, position + length):
                last_seen[chunk[step : step + 3]] = step
            position += length
        out.append(flags)
        out += tokens
    if len(out) >= CHUNK:
        assert len(chunk) == CHUNK, "a last partial chunk is never stored as it is"
        return struct.pack("<H", 0x3000 | (CHUNK - 1)) + chunk
    return struct.pack("<H", 0xB000 | (len(out) - 1)) + bytes(out)


def compressed(data: bytes) -> bytes:
    chunks = (data[i : i + CHUNK] for i in range(0, len(data), CHUNK))
    return b"\x01" + b"".join(map(_compressed_chunk, chunks))


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _both(number: int, unicode_number: int, text: str) -> bytes:
    return _record(number, text.encode("cp1252")) + _record(
        unicode_number, text.encode("utf-16-le")
    )


def _dir_stream(modules: Sequence[tuple[str, str]]) -> bytes:
    out = (
        _record(0x01, struct.pack("<I", 3))
        + _record(0x02, struct.pack("<I", 0x409))
        + _record(0x14, struct.pack("<I", 0x409))
        + _record(0x03, struct.pack("<H", 1252))
        + _record(0x04, b"VBAProject")
        + _both(0x05, 0x40, "")
        + _record(0x06, b"")
        + _record(0x3D, b"")
        + _record(0x07, struct.pack("<I", 0))
        + _record(0x08, struct.pack("<I", 0))
        + struct.pack("<HIIH", 0x09, 4, 1, 1)
        + _both(0x0C, 0x3C, "")
        + _record(0x0F, struct.pack("<H", len(modules)))
        + _record(0x13, struct.pack("<H", 0xFFFF))
    )
    for name, kind in modules:
        out += (
            _both(0x19, 0x47, name)
            + _both(0x1A, 0x32, name)
            + _both(0x1C, 0x48, "")
            + _record(0x31, struct.pack("<I", 0))
            + _record(0x1E, struct.pack("<I", 0))
            + _record(0x2C, struct.pack("<H", 0xFFFF))
            + _record(0x21 if kind == "standard" else 0x22, b"")
            + _record(0x2B, b"")
        )
    return out + _record(0x10, b"")


def _project_stream(modules: Sequence[tuple[str, str]]) -> bytes:
    word = {"standard": "Module={}", "class": "Class={}", "document": "Document={}/&H00000000"}
    lines = [
        'ID="{00000000-0000-0000-0000-000000000000}"',
        *(word[kind].format(name) for name, kind in modules),
        'Name="VBAProject"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
    ]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def project_bytes(modules: Sequence[tuple[str, str, str]]) -> bytes:
    """Write a project of (name, kind, text in the form of a stream)."""
    heads = [(name, kind) for name, kind, _ in modules]
    streams = {name: compressed(text.encode("cp1252")) for name, _, text in modules}
    streams["dir"] = compressed(_dir_stream(heads))
    streams["_VBA_PROJECT"] = bytes.fromhex("CC61FFFF000000")
    return compound_file({"PROJECT": _project_stream(heads)}, {"VBA": streams})


def _entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        text, len(text), kind, 1, left, right, child, b"", 0, 0, 0, start, size,
    )  # fmt: skip


def compound_file(files: Mapping[str, bytes], folders: Mapping[str, Mapping[str, bytes]]) -> bytes:
    """Write a compound file of streams, and of folders of streams."""
    # name, kind, content, children
    entries: list[tuple[str, int, bytes, list[int]]] = [("Root Entry", 5, b"", [])]
    for name, content in files.items():
        entries.append((name, 2, content, []))
        entries[0][3].append(len(entries) - 1)
    for folder, inside in folders.items():
        entries.append((folder, 1, b"", []))
        place = len(entries) - 1
        entries[0][3].append(place)
        for name, content in inside.items():
            entries.append((name, 2, content, []))
            entries[place][3].append(len(entries) - 1)

    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        first = len(sectors)
        pieces = [data[i : i + SECTOR].ljust(SECTOR, b"\0") for i in range(0, len(data), SECTOR)]
        sectors.extend(pieces)
        fat.extend([*range(first + 1, first + len(pieces)), END])
        return first

    mini, mini_fat = b"", []
    starts: dict[int, int] = {}
    for place, (_, kind, content, _) in enumerate(entries):
        if kind == 2 and 0 < len(content) < CUTOFF:
            first = starts[place] = len(mini) // MINI_SECTOR
            mini += content + b"\0" * (-len(content) % MINI_SECTOR)
            mini_fat += [*range(first + 1, len(mini) // MINI_SECTOR), END]
        elif kind == 2 and content:
            starts[place] = store(content)
    starts[0] = store(mini)
    mini_fat_bytes = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_fat_bytes += b"\xff" * (-len(mini_fat_bytes) % SECTOR)
    mini_fat_start = store(mini_fat_bytes)

    def key(place: int) -> tuple[int, str]:
        return len(entries[place][0]), entries[place][0].upper()

    links = {place: [NONE, NONE, NONE] for place in range(len(entries))}

    def tree(places: list[int]) -> int:
        if not places:
            return NONE
        middle = len(places) // 2
        links[places[middle]][:2] = tree(places[:middle]), tree(places[middle + 1 :])
        return places[middle]

    for place, (_, _, _, children) in enumerate(entries):
        links[place][2] = tree(sorted(children, key=key))
        assert all(key(a) < key(b) for a, b in pairwise(sorted(children, key=key)))
    directory = b""
    for place, (name, kind, content, _) in enumerate(entries):
        size = len(mini) if place == 0 else len(content)
        directory += _entry(
            name, kind, *links[place], starts.get(place, 0 if kind == 1 else END), size
        )
    unused = struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, NONE, NONE, NONE, b"", 0, 0, 0, 0, 0)
    directory += unused * (-(len(directory) // 128) % 4)
    directory_start = store(directory)

    fat_count = 1
    while (len(sectors) + fat_count) * 4 > fat_count * SECTOR:
        fat_count += 1
    assert fat_count <= 109
    fat_places = range(len(sectors), len(sectors) + fat_count)
    fat += [FAT_SECTOR] * fat_count
    fat_bytes = struct.pack(f"<{len(fat)}I", *fat)
    fat_bytes = fat_bytes.ljust(fat_count * SECTOR, b"\xff")
    header = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack(
        "<IIIIIIIIII", 0, fat_count, directory_start, 0, CUTOFF,
        mini_fat_start, len(mini_fat_bytes) // SECTOR, END, 0, fat_places[0],
    )  # fmt: skip
    header += struct.pack("<108I", *[*fat_places[1:], *[FREE] * (109 - fat_count)])
    return header + b"".join(sectors) + fat_bytes
