"""Formulas: MathML is written natively for browsers; TeX is kept as text where there is nothing better."""

from __future__ import annotations

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.wording import MATHML, raw_text
from scicomm.journals.rules.jats.writer import (
    RULES,
    TRANSPARENT,
    HtmlWriter,
    anchor,
    attribute,
    escaped,
    rule,
)

MATH_TAGS = frozenset(
    [
        "math",
        "mi",
        "mn",
        "mo",
        "ms",
        "mtext",
        "mspace",
        "mrow",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "merror",
        "mpadded",
        "mphantom",
        "menclose",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mprescripts",
        "none",
        "mtable",
        "mtr",
        "mlabeledtr",
        "mtd",
    ]
)
# Presentation only: nothing that links, scripts, loads or carries style.
MATH_ATTRIBUTES = frozenset(
    [
        "accent",
        "accentunder",
        "align",
        "bevelled",
        "close",
        "columnalign",
        "columnlines",
        "columnspacing",
        "columnspan",
        "depth",
        "dir",
        "display",
        "displaystyle",
        "fence",
        "form",
        "frame",
        "height",
        "largeop",
        "length",
        "linethickness",
        "lspace",
        "mathsize",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "notation",
        "numalign",
        "open",
        "rowalign",
        "rowlines",
        "rowspacing",
        "rowspan",
        "rspace",
        "scriptlevel",
        "separator",
        "separators",
        "stretchy",
        "symmetric",
        "voffset",
        "width",
    ]
)


_BLOCK = ' display="block"'
_BARE = {MATHML + name: (f"<{name}>", f"</{name}>") for name in MATH_TAGS}


def _attributes(element: Element) -> str:
    return "".join(
        attribute(str(key), str(value)) for key, value in element.items() if key in MATH_ATTRIBUTES and len(value) < 100
    )


def _math(writer: HtmlWriter, element: Element) -> None:
    """One of the hundreds of signs and rows a formula is made of."""
    out = writer.out
    opening, closing = _BARE[element.tag]
    out.append(f"{opening[:-1]}{_attributes(element)}>" if element.keys() else opening)
    if len(element):
        writer.children(element)
    elif (text := element.text) is not None:
        out.append(escaped(text))
    out.append(closing)


for _name in MATH_TAGS:
    RULES[MATHML + _name] = _math


@rule(MATHML + "math")
def _formula(writer: HtmlWriter, element: Element) -> None:
    parent = element.getparent()
    if parent is not None and parent.tag == "alternatives":
        parent = parent.getparent()
    block = parent is not None and parent.tag == "disp-formula" and element.get("display") is None
    writer.out.append(f"<math{_BLOCK if block else ''}{_attributes(element)}>")
    writer.children(element)
    writer.out.append("</math>")


TRANSPARENT.add(MATHML + "maction")


@rule(MATHML + "semantics")
def _semantics(writer: HtmlWriter, element: Element) -> None:
    """The presentation form; annotations repeat it in another notation."""
    for place, child in enumerate(element):
        writer.omit(child) if place else writer.element(child)


@rule(MATHML + "annotation", MATHML + "annotation-xml")
def _annotation(writer: HtmlWriter, element: Element) -> None:
    writer.omit(element)


@rule(MATHML + "mfenced")
def _fenced(writer: HtmlWriter, element: Element) -> None:
    """Browsers do not draw mfenced (it is not in MathML Core): its fences and separators become operators."""
    separators = "".join(element.get("separators", ",").split())
    _operator(writer, element.get("open", "("), "fence")
    for place, child in enumerate(element):
        if place and separators:
            _operator(writer, separators[min(place - 1, len(separators) - 1)], "separator")
        writer.element(child)
    _operator(writer, element.get("close", ")"), "fence", close=True)


def _operator(writer: HtmlWriter, sign: str, kind: str, *, close: bool = False) -> None:
    if kind == "fence" and not close:
        writer.out.append("<mrow>")
    if sign.strip():
        writer.out.append(f'<mo {kind}="true">')
        writer.add(sign)
        writer.out.append("</mo>")
    if close:
        writer.out.append("</mrow>")


@rule("disp-formula", "disp-formula-group")
def _display(writer: HtmlWriter, element: Element) -> None:
    """A formula on a line of its own, scrollable by keyboard when it is wider than the screen."""
    focus = ' tabindex="0"' if element.tag == "disp-formula" else ""
    writer.wrap(element, "div", f' class="jats-{element.tag}"{focus}')


@rule("inline-formula", "chem-formula")
def _inline(writer: HtmlWriter, element: Element) -> None:
    writer.wrap(element, "span", ' class="jats-formula"')


@rule("tex-math", "math")
def _tex(writer: HtmlWriter, element: Element) -> None:
    """TeX (or formula text without namespace) as it stands."""
    writer.out.append(f'<code class="jats-tex"{attribute("id", anchor(element.get("id")))}>')
    writer.text(raw_text(element))
    writer.out.append("</code>")
