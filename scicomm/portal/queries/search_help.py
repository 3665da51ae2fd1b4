"""The page that explains the query language: its examples, each of which is also a link that runs it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from scicomm.portal.queries import frame


@dataclass(frozen=True, slots=True)
class Example:
    """A query, what it finds, and the address that runs it."""

    query: str
    words: str

    @property
    def url(self) -> str:
        return f"{frame.address('portal:search')}?{urlencode({'q': self.query})}"


@dataclass(frozen=True, slots=True)
class Part:
    """Examples that belong together."""

    title: str
    examples: list[Example]


def parts() -> list[Part]:
    """The language from simple to exact, in the reader's words."""
    return [
        Part(_("Words"), [
            Example(_("grassland desert"), _("things with both words, Chinese or English; then those with some of them")),
            Example(_("“early signal”"), _("exactly these words in this order")),
            Example(_("grassland OR steppe"), _("things with either word; OR in capital letters")),
            Example(_("grassland AND desert"), _("things with both words and nothing else")),
            Example(_("grassland -goat"), _("things without the second word")),
            Example(_("(grassland OR steppe) water"), _("brackets hold together what belongs together")),
            Example("photo*", _("every word that begins like this")),
            Example("photosyntesis~", _("words spelt nearly like this")),
        ]),
        Part(_("Fields"), [
            Example(_("title:grassland"), _("in the title only")),
            Example(_("author:Gu"), _("by a person; in quotation marks for a whole name, in either order")),
            Example(_("journal:ecology"), _("in journals with this word in their name")),
            Example(_("keyword:water"), _("with this keyword")),
            Example("10.5555/demo.1", _("the paper with this DOI, and what was told about it")),
        ]),
        Part(_("Dates and kinds"), [
            Example(_("grassland year:2024..2026"), _("published in these years; also year:2024 and year:>=2024")),
            Example(_("grassland date:2026-01..2026-06"), _("published in these months; days are written 2026-03-05")),
            Example(_("kind:story"), _("only stories; also article, answer and disclosure")),
            Example(_("type:review-article"), _("only reviews; any type of article that the panel at the side shows")),
            Example(_("language:en"), _("only in English; zh for Chinese")),
            Example(_("oa:yes"), _("only what is open access")),
            Example(_("-state:retracted"), _("without retracted papers; state:retracted,concern shows only these")),
        ]),
    ]  # fmt: skip


def same() -> list[str]:
    """What finds each other by itself."""
    return [
        _("Traditional and simplified characters, full and half width, capital and small letters, accents."),
        _("Chinese and Arabic numerals: 二〇二四 and 2024, 一百二十 and 120, 第三 and 第3."),
        _("Formulas with small figures or without: CO₂ and CO2, Fe³⁺ and Fe3+."),
        _("Hyphens and Greek letters: COVID-19 and COVID19, β-amyloid and beta-amyloid; 5 μm and 5μm."),
        _("Singular and plural and other forms of English words: wave and waves."),
        _("Capitals matter only for AND, OR and NOT; 且, 或 and 非 do the same."),
    ]
