"""What stands before the root element: encoding, XML declaration, DOCTYPE; nothing of the article itself."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_DECLARATION = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']""")
_TEXT_DECLARATION = re.compile(r"\s*<\?xml\s[^>]{0,300}?\?>")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Closed list: Python knows codecs (utf-7, idna, rot13...) that are ways round a filter and never text of a journal.
# GB2312 and GBK are read as GB18030, their superset, because files declared as the former use the latter's characters.
_ENCODINGS = {
    "utf8": "utf-8",
    "usascii": "ascii",
    "ascii": "ascii",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "shiftjis": "cp932",
    "eucjp": "euc_jp",
    "euckr": "cp949",
    "koi8r": "koi8_r",
    **{f"iso8859{n}": f"iso8859_{n}" for n in (1, 2, 3, 4, 5, 7, 9, 10, 13, 14, 15, 16)},
    "latin1": "iso8859_1",
    **{f"windows125{n}": f"cp125{n}" for n in range(9)},
    **{f"cp125{n}": f"cp125{n}" for n in range(9)},
}


class EncodingProblem(ValueError):
    """The bytes cannot be read as text; ``known`` is False when the declared encoding is not one we read."""

    def __init__(self, encoding: str, line: int, *, known: bool) -> None:
        super().__init__(encoding)
        self.encoding = encoding
        self.line = line
        self.known = known


def decode(data: bytes) -> str:
    """Bytes to text by byte-order mark, else declaration, else UTF-8; strict. Raises EncodingProblem with the line."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    if data.startswith(b"<\x00"):
        return _strict(data, "utf-16-le")
    if data.startswith(b"\x00<"):
        return _strict(data, "utf-16-be")
    match = _DECLARATION.match(data)
    if match is None:
        return _strict(data, "utf-8")
    declared = match.group(1).decode("ascii")
    plain = re.sub(r"[^a-z0-9]", "", declared.lower())
    if plain.startswith(("utf16", "utf32")):
        raise EncodingProblem(declared, 1, known=True)  # the declaration itself was readable as single bytes
    if plain not in _ENCODINGS:
        raise EncodingProblem(declared, 1, known=False)
    return _strict(data, _ENCODINGS[plain])


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise EncodingProblem(encoding.upper(), line, known=True) from None


@dataclass(frozen=True, slots=True)
class Prolog:
    """Where the DOCTYPE and the root start tag stand in the text (offsets); ``declares`` is a forbidden declaration."""

    doctype_start: int
    doctype_end: int
    root_start: int
    root_end: int
    public_id: str
    declares: str
    declares_at: int


_SKIP = re.compile(r"\s+")
_PUBLIC = re.compile(r"""PUBLIC\s+["']([^"']{0,300})["']""")
_MARKUP = re.compile(r"""["']|<!--|<\?|\[|\]|>|<!ENTITY|%[A-Za-z_:]""")
# Declarations that can do nothing, because no DTD is ever loaded: the parts of the JATS family by their usual addresses
# (publishers name them in the internal subset), and pictures declared as unparsed entities (NLM 2 and older).
_QUOTED = r"""(?:"[^"]{0,300}"|'[^']{0,300}')"""
_DTD_PART = re.compile(
    rf"""<!ENTITY\s+%\s+([\w.-]{{1,80}})\s+(?:SYSTEM|PUBLIC\s+{_QUOTED})\s+["']"""
    r"""(?:https?://(?:[\w-]+\.)*(?:nlm\.nih\.gov|niso\.org)/)?[\w./-]{1,200}\.(?:dtd|ent|mod)["']\s*>"""
)
_UNPARSED = re.compile(
    rf"<!ENTITY\s+[\w.-]{{1,80}}\s+(?:SYSTEM|PUBLIC\s+{_QUOTED})\s+{_QUOTED}\s+NDATA\s+[\w.-]{{1,40}}\s*>"
)
_REFERENCE = re.compile(r"%([\w.-]{1,80});")
_CLOSERS = {"<!--": "-->", "<?": "?>", '"': '"', "'": "'"}


def scan_prolog(text: str) -> Prolog:
    """Find DOCTYPE and root start tag without an XML parser, in one linear pass.

    The DOCTYPE is cut out before parsing, so that no parser can ever act on it; this scan therefore has to see every
    entity declaration and parameter entity in the internal subset.
    """
    position = 0
    doctype_start = doctype_end = 0
    public_id = declares = ""
    declares_at = 0
    while True:
        if (blank := _SKIP.match(text, position)) is not None:
            position = blank.end()
        if text.startswith("<?", position):
            end = text.find("?>", position)
        elif text.startswith("<!--", position):
            end = text.find("-->", position + 4)
        elif text.startswith("<!DOCTYPE", position) and not doctype_end:
            doctype_start, doctype_end, declares, declares_at = position, *_doctype(text, position + 9)
            match = _PUBLIC.search(text, doctype_start, doctype_end)
            public_id = match.group(1) if match else ""
            position = doctype_end
            continue
        else:
            break
        if end < 0:
            break
        position = end + 2
        if text.startswith(">", position):
            position += 1
    if text.startswith("<!", position) and not declares:
        # A second DOCTYPE, or what a misread first one left over: it must not reach the parser.
        declares, declares_at = " ".join(text[position : position + 60].split()), position
    end = _tag_end(text, position) if text.startswith("<", position) else position
    return Prolog(doctype_start, doctype_end, position, end, public_id, declares, declares_at)


def _doctype(text: str, position: int) -> tuple[int, str, int]:
    """End of the DOCTYPE, the first forbidden declaration in it and its offset."""
    inside = False
    parts: set[str] = set()
    while (match := _MARKUP.search(text, position)) is not None:
        mark = match.group()
        position = match.end()
        if (closer := _CLOSERS.get(mark)) is not None:
            close = text.find(closer, position)
            if close < 0:
                break
            position = close + len(closer)
        elif mark == "[":
            inside = True
        elif mark == "]":
            inside = False
        elif mark == ">":
            if not inside:
                return position, "", 0
        elif inside and (after := _inert(text, match.start(), parts)):
            position = after
        elif inside:
            end = min(len(text), match.start() + 60)
            return position, " ".join(text[match.start() : end].split()), match.start()
    return len(text), "", 0


def _inert(text: str, start: int, parts: set[str]) -> int:
    """Offset behind a declaration or reference that can do nothing; 0 for any other. Names of DTD parts go to `parts`."""
    if (part := _DTD_PART.match(text, start)) is not None:
        parts.add(part.group(1))
        return part.end()
    if (reference := _REFERENCE.match(text, start)) is not None and reference.group(1) in parts:
        return reference.end()
    unparsed = _UNPARSED.match(text, start)
    return unparsed.end() if unparsed is not None else 0


def _tag_end(text: str, position: int) -> int:
    """Offset of the ``>`` or ``/>`` that closes the start tag at ``position``; quotes are respected."""
    for match in re.finditer(r""""[^"]*"|'[^']*'|/?>""", text[position : position + 20_000]):
        if match.group()[-1] == ">" and match.group()[0] not in "\"'":
            return position + match.start()
    return position


def without_declaration(text: str) -> str:
    """Drop ``<?xml ...?>``: the text is handed on as UTF-8 whatever it declared. Line breaks in it are kept."""
    match = _TEXT_DECLARATION.match(text)
    if match is None:
        return text
    return "\n" * match.group().count("\n") + text[match.end() :]
