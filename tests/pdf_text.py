"""The words of a PDF as Typst writes them, for tests: fonts' ToUnicode tables applied to the pages (ISO 32000-1, 9.10)."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|\((?:\\.|[^\\()])*\)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _plain(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    try:
        return zlib.decompress(found[1])
    except zlib.error:
        return found[1]


def _string(text: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        word = found[1]
        return bytes([int(word, 8) & 255]) if word[:1].isdigit() else _ESCAPES.get(word, word)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, text[1:-1], flags=re.DOTALL)


def _table(cmap: bytes) -> dict[int, str]:
    table: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            table[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int(text, 16)
            table.update({code: chr(start + n) for n, code in enumerate(range(int(low, 16), int(high, 16) + 1))})
    return table


def text_of_pdf(pdf: bytes) -> str:
    """All words in the order of the pages' streams, without spaces between lines."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts: dict[str, dict[int, str]] = {}
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", pdf):
        body = objects.get(int(number), b"")
        cmap = re.search(rb"/ToUnicode (\d+) 0 R", body)
        if cmap:
            fonts[name.decode()] = _table(_plain(objects[int(cmap[1])]))
    words = []
    for body in objects.values():
        stream = _plain(body)
        if b" Tf" not in stream or b"begincmap" in stream:
            continue
        table: dict[int, str] = {}
        for found in _SHOWN.finditer(stream):
            if found[1]:
                table = fonts.get(found[1].decode(), {})
                continue
            codes = _string(found[0])
            words += [table.get(int.from_bytes(codes[n : n + 2], "big"), "") for n in range(0, len(codes), 2)]
    return "".join(words)
