"""A brief on paper: an A4 PDF set by Typst, the reader's name and the copy's number behind and below every page.

The words of a brief are data for the template, never markup: nothing in them is evaluated.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import cache

import typst

# The first that is there is taken; the names are those of Debian's fonts-noto-cjk and their equals elsewhere.
PAPER_FONTS = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "SimSun",
    "Songti SC",
)

_TEMPLATE = """
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title, author: d.unit)
#set text(font: d.fonts, size: 11pt, lang: d.language, fallback: true)
#set par(justify: true, leading: 0.85em, first-line-indent: if d.language == "zh" {(amount: 2em, all: true)} else {0em})
#let mark = text(size: 22pt, fill: rgb(11, 107, 85, 26))[#d.watermark]
#set page(
  paper: "a4", margin: (x: 26mm, top: 30mm, bottom: 28mm),
  background: align(center + horizon, rotate(-32deg, stack(spacing: 52mm, mark, mark, mark))),
  header: text(size: 8.5pt, fill: rgb("#5b6670"))[#d.circulation #h(1fr) #d.number],
  footer: context text(size: 8.5pt, fill: rgb("#5b6670"))[#d.copy #h(1fr) #counter(page).display("1 / 1", both: true)],
)
#align(center)[#text(size: 10pt, fill: rgb("#0b6b55"), tracking: 0.08em)[#d.unit] \\
#v(2mm) #text(size: 19pt, weight: 700)[#d.title] \\ #v(1mm) #text(size: 10pt)[#d.kind · #d.day]]
#line(length: 100%, stroke: 0.6pt + rgb("#0b6b55"))
#if d.summary != "" [#block(inset: (y: 2mm))[#text(weight: 600)[#d.summary]]]
#for part in d.sections [
  #v(3mm) #block(text(size: 13pt, weight: 700, fill: rgb("#15202a"))[#part.at(0)])
  #for line in part.at(1) [#par[#line]]
]
#v(6mm) #line(length: 100%, stroke: 0.4pt + rgb("#c9d0d6"))
#set par(first-line-indent: 0em)
#text(size: 9pt, fill: rgb("#5b6670"))[#for line in d.colophon [#line \\ ]]
"""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper of one copy; all plain words."""

    title: str
    unit: str
    number: str
    kind: str
    day: str
    language: str
    circulation: str
    watermark: str
    copy: str
    summary: str = ""
    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    colophon: list[str] = field(default_factory=list)


@cache
def _fonts() -> tuple[str, ...]:
    installed = set(typst.Fonts(include_system_fonts=True).families())
    return tuple(name for name in PAPER_FONTS if name in installed)


def has_chinese_font() -> bool:
    """Whether this machine can set Chinese; without one the paper would show empty boxes."""
    return bool(_fonts())


def render_pdf(paper: Paper) -> bytes:
    """The PDF of one copy. Raises typst.TypstError for what cannot be set, which would be a fault of the template."""
    data = asdict(paper) | {"fonts": list(_fonts()) or ["Libertinus Serif"]}
    return bytes(typst.compile(_TEMPLATE.encode(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}))
