"""What every citation is made from: a work with its authors, its place and its state."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

_HAN = re.compile(r"[\u3400-\u9fff]")
_DASH = re.compile(r"\s*[-–—~～]+\s*")
_SAYS_SO = re.compile(r"^\W*(?:retracted|withdrawn|已?撤稿|撤回)", re.IGNORECASE)
_LONG_NUMBER = 5

State = Literal["current", "corrected", "concern", "retracted"]


def one_line(text: str) -> str:
    """The text without line breaks: no style may be broken by one, and no record ended."""
    if text.isprintable() and "  " not in text and text == text.strip():
        return text
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Author:
    """An author: `family` and `given` in Latin letters, `whole` for a Chinese name (family name first) or a group.

    Where both are there, the person has a name in both scripts: styles in Chinese write `whole`, the others the Latin one.
    `is_pinyin` says that the Latin form is the spelling of a Chinese name.
    """

    family: str = ""
    given: str = ""
    whole: str = ""
    orcid: str = ""
    is_pinyin: bool = False

    @property
    def inverted(self) -> str:
        """``Zhang, Wei``, ``张伟`` or ``Steppe Group``: the one form by which reference managers file a name."""
        if self.whole:
            return self.whole
        return f"{self.family}, {self.given}" if self.given else self.family

    @property
    def display(self) -> str:
        """``Wei Zhang`` or ``张伟``."""
        return self.whole or f"{self.given} {self.family}".strip()

    @property
    def latin(self) -> Author:
        """The same author by the Latin name, where there is one."""
        return Author(self.family, self.given, "", self.orcid, self.is_pinyin) if self.family else self


@dataclass(frozen=True, slots=True)
class Work:
    """An article as others cite it; every field but `doi`, `title` and `journal` may be empty.

    `title` and `journal` are in the language of the article, `other_title` and `other_journal` in the other one.
    `precision` says how much of the date is known (`day`, `month`, `year`). `accessed_on` is today: online works are cited
    with the day on which they were read.
    """

    doi: str
    title: str
    journal: str
    authors: tuple[Author, ...] = ()
    other_title: str = ""
    other_journal: str = ""
    published_on: dt.date | None = None
    precision: str = "day"
    volume: str = ""
    issue: str = ""
    pages: str = ""
    issn: str = ""
    eissn: str = ""
    publisher: str = ""
    language: str = "en"
    url: str = ""
    abstract: str = ""
    other_abstract: str = ""
    keywords: tuple[str, ...] = ()
    other_keywords: tuple[str, ...] = ()
    state: State = "current"
    notice_doi: str = ""
    notice_on: dt.date | None = None
    accessed_on: dt.date | None = None

    @property
    def year(self) -> str:
        return str(self.published_on.year) if self.published_on else ""

    @property
    def is_chinese(self) -> bool:
        """Whether the entry is written the Chinese way: the title decides, not the flag of the file."""
        return bool(_HAN.search(self.title))

    @property
    def is_retracted(self) -> bool:
        return self.state == "retracted"

    @property
    def marked_title(self) -> str:
        """The title, with RETRACTED or 撤稿 before it where the article was retracted and its title does not say so itself."""
        return self._marked(self.title)

    @property
    def marked_other_title(self) -> str:
        return self._marked(self.other_title) if self.other_title else ""

    def _marked(self, title: str) -> str:
        text = one_line(title)
        if not self.is_retracted or _SAYS_SO.match(text):
            return text
        return f"撤稿：{text}" if _HAN.search(text) else f"RETRACTED: {text}"

    @property
    def note(self) -> str:
        """What a list of references should say of the article's state; empty where nothing has happened to it."""
        words = {
            "retracted": ("本文已撤稿", "This article has been retracted"),
            "concern": ("本文附有编辑关注声明", "An expression of concern has been published for this article"),
            "corrected": ("本文有更正", "This article has been corrected"),
        }.get(self.state)
        if words is None:
            return ""
        said = words[0] if self.is_chinese else words[1]
        day = f" {self.notice_on.isoformat()}" if self.notice_on else ""
        where = f" https://doi.org/{self.notice_doi}" if self.notice_doi else ""
        return f"{said}{day}{where}".strip()

    @property
    def first_page(self) -> str:
        return _DASH.split(self.pages.strip(), maxsplit=1)[0]

    @property
    def last_page(self) -> str:
        parts = _DASH.split(self.pages.strip(), maxsplit=1)
        return parts[1] if len(parts) > 1 else ""

    @property
    def article_number(self) -> str:
        """The number of an article that has no pages: ``e0123456``, ``1024123``; empty where there are pages."""
        alone = self.pages.strip()
        is_number = alone and not self.last_page and (not alone.isdigit() or len(alone) >= _LONG_NUMBER)
        return alone if is_number else ""

    @property
    def is_placed(self) -> bool:
        """Whether the journal has given it a volume, an issue or pages; until then it stands online only."""
        return bool(self.volume or self.issue or self.pages)

    def page_range(self, dash: str) -> str:
        """``101-110`` with the dash a style wants."""
        return f"{self.first_page}{dash}{self.last_page}" if self.last_page else self.first_page
