"""Formulas for platforms without MathML: presentation MathML (MathML Core) as source for the typesetter Typst.

Everything a formula says goes in as quoted text or as escaped signs, so that no formula can call the typesetter's functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b\ufeff"))
_OPEN, _CLOSE = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}, set(")]}⟩")
_LINES_OVER, _LINES_UNDER = set("¯‾―_"), set("_̲")
_ACCENTS = {"^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "→": "arrow", "˙": "dot", "¨": "diaer", "ˇ": "caron"}
_NOTHING = '""'
_SKIPPED = {"annotation", "annotation-xml", "mphantom", "none", "mprescripts"}


def typst_source(mathml: str) -> str:
    """A Typst document with this formula on a page of its own size; empty where the MathML cannot be read or says nothing."""
    try:
        root = etree.fromstring(mathml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return ""
    said = _row(root)
    if not said.strip().strip('"'):
        return ""
    return f"#set page(width: auto, height: auto, margin: 4pt, fill: white)\n#set text(size: 12pt)\n$ {said} $\n"


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if _name(child) and _name(child) not in _SKIPPED]


def _one(element: etree._Element) -> str:
    name = _name(element)
    made = _LAYOUTS.get(name)
    if made:
        return made(element)
    if name in {"mi", "mn", "mo", "mtext", "ms"}:
        return _leaf(element)
    return _row(element)


def _words(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _leaf(element: etree._Element) -> str:
    text = " ".join(_words(element).translate(_INVISIBLE).split())
    if not text:
        return _NOTHING
    if len(text) == 1 and _name(element) in {"mi", "mo"}:
        return f"\\{text}" if text.isascii() and not text.isalnum() else text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'op("{quoted}")' if _name(element) == "mi" and text.isascii() and text.isalpha() else f'"{quoted}"'


def _row(element: etree._Element) -> str:
    return _in_order(_children(element)) or _NOTHING


def _in_order(children: list[etree._Element]) -> str:
    """The parts side by side; brackets that belong together grow with what stands between them."""
    done, place = [], 0
    while place < len(children):
        end = _matching(children, place)
        if end:
            inner = _in_order(children[place + 1 : end])
            done.append(f"lr({_leaf(children[place])} {inner} {_leaf(children[end])})")
            place = end
        else:
            done.append(_one(children[place]))
        place += 1
    return " ".join(done)


def _matching(children: list[etree._Element], place: int) -> int:
    """Where the bracket that opens here is closed; 0 where none opens or it stays open."""
    opens = _sign(children[place])
    if opens not in _OPEN:
        return 0
    depth = 0
    for index in range(place, len(children)):
        sign = _sign(children[index])
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if depth == 0:
            return index
    return 0


def _sign(element: etree._Element) -> str:
    return _words(element).strip() if _name(element) == "mo" else ""


def _parts(element: etree._Element, count: int) -> list[str]:
    made = [_one(child) for child in element if _name(child)][:count]
    return made + [_NOTHING] * (count - len(made))


def _fraction(element: etree._Element) -> str:
    return "frac({}, {})".format(*_parts(element, 2))


def _root(element: etree._Element) -> str:
    inner, degree = _parts(element, 2)
    return f"root({degree}, {inner})"


def _square_root(element: etree._Element) -> str:
    return f"sqrt({_row(element)})"


def _attached(*places: str, limits: bool = False) -> Callable[[etree._Element], str]:
    def made(element: etree._Element) -> str:
        base, *others = _parts(element, 1 + len(places))
        around = ", ".join(f"{place}: {other}" for place, other in zip(places, others, strict=True))
        return f"attach({f'limits({base})' if limits else base}, {around})"

    return made


def _over(element: etree._Element) -> str:
    children = _children(element)
    sign = _sign(children[1]) if len(children) > 1 else ""
    if sign in _LINES_OVER:
        return f"overline({_one(children[0])})"
    if sign in _ACCENTS:
        return f"accent({_one(children[0])}, {_ACCENTS[sign]})"
    return _attached("t", limits=True)(element)


def _under(element: etree._Element) -> str:
    children = _children(element)
    if len(children) > 1 and _sign(children[1]) in _LINES_UNDER:
        return f"underline({_one(children[0])})"
    return _attached("b", limits=True)(element)


def _table(element: etree._Element) -> str:
    rows = [[_row(cell) for cell in _children(row)] for row in _children(element)]
    return f"mat(delim: #none, {_joined(rows)})" if any(rows) else _NOTHING


def _joined(rows: Iterable[list[str]]) -> str:
    return "; ".join(", ".join(cells) for cells in rows if cells)


def _semantics(element: etree._Element) -> str:
    children = _children(element)
    return _one(children[0]) if children else _NOTHING


_LAYOUTS: dict[str, Callable[[etree._Element], str]] = {
    "mfrac": _fraction,
    "mroot": _root,
    "msqrt": _square_root,
    "msup": _attached("t"),
    "msub": _attached("b"),
    "msubsup": _attached("b", "t"),
    "mover": _over,
    "munder": _under,
    "munderover": _attached("b", "t", limits=True),
    "mtable": _table,
    "semantics": _semantics,
    "mspace": lambda element: "thin",
}
