"""Letters and reports of information disclosure on paper: A4 set by Typst. All words are data, never markup."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

import typst

from scicomm.audiences.rules.briefs.paper import PAPER_FONTS

_TEMPLATE = """
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title, author: d.unit, date: none)
#set text(font: d.fonts, size: 11.5pt, lang: d.language, fallback: true)
#set par(justify: true, leading: 0.9em)
#set page(paper: "a4", margin: (x: 26mm, top: 26mm, bottom: 24mm),
  footer: context text(size: 8.5pt, fill: rgb("#5b6670"))[#d.number #h(1fr) #counter(page).display("1 / 1", both: true)])
#align(center)[#text(size: 18pt, weight: 700, fill: rgb("#9d1c20"))[#d.unit]
#v(1mm) #line(length: 100%, stroke: 1pt + rgb("#9d1c20"))
#v(4mm) #text(size: 16pt, weight: 700)[#d.title]
#if d.number != "" [\\ #text(size: 10pt)[#d.number]]]
#v(5mm)
#for line in d.paragraphs [#par[#line]]
#for table_ in d.tables [
  #v(3mm) #text(weight: 700)[#table_.title]
  #block(text(size: 8.5pt)[#table(columns: (3fr,) + (1fr,) * (table_.head.len() - 1), inset: 4pt, stroke: 0.4pt + rgb("#9aa4ad"),
    table.header(..table_.head), ..table_.rows.flatten())])
]
#for part in d.sections [
  #v(3mm) #block(text(size: 13pt, weight: 700)[#part.at(0)])
  #for line in part.at(1) [#par[#line]]
]
#v(10mm)
#align(right)[#for line in d.signature [#line \\ ]]
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a letter or a report; all plain words. A table is {title, head, rows} of words."""

    title: str
    unit: str
    number: str
    language: str
    paragraphs: list[str]
    signature: list[str]
    tables: list[dict[str, object]] = field(default_factory=list)
    sections: list[tuple[str, list[str]]] = field(default_factory=list)


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a plain text; single line breaks stay within one."""
    return [part.strip() for part in text.replace("\r", "").split("\n") if part.strip()]


def render_sheet(sheet: Sheet) -> bytes:
    """The PDF. The same sheet gives the same words; raises typst.TypstError for a fault of the template."""
    installed = set(typst.Fonts(include_system_fonts=True).families())
    fonts = [name for name in PAPER_FONTS if name in installed] or ["Libertinus Serif"]
    data = asdict(sheet) | {"fonts": fonts, "language": "zh" if sheet.language.startswith("zh") else "en"}
    return bytes(typst.compile(_TEMPLATE.encode(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}))
