"""View models of papers in lists: the line of a paper, with its citation, licence and a first sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scicomm.core.text import plain
from scicomm.journals.models import Article, Authorship
from scicomm.portal.queries.frame import article_url, language
from scicomm.portal.queries.wording import HTML_LANGUAGE, day_words, journal_words, phrased


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper as a card or a line shows it."""

    title: SafeString
    url: str
    lang: str
    citation: str
    doi: str
    open_access: bool
    licence: str
    plain: str
    date: str
    journal: str
    badge: str = ""

    @property
    def doi_url(self) -> str:
        """Where the DOI resolves."""
        return f"https://doi.org/{self.doi}"


def for_lines(articles: QuerySet[Article], *, with_details: bool = False) -> QuerySet[Article]:
    """The articles with all that their lines show: one query more for the whole list."""
    authors = Prefetch("authors", queryset=Authorship.objects.order_by("position"))
    heavy = ("body_html", "body_text", "references", *(() if with_details else ("details",)))
    return articles.select_related("journal").prefetch_related(authors).defer(*heavy)


def newest_articles() -> QuerySet[Article]:
    """Articles, newest first, ready for lines."""
    return for_lines(Article.objects.order_by("-published_on", "-pk"))


def first_sentence(html: str, longest: int = 160) -> str:
    """The beginning of a summary: its first sentence, or as much as fits."""
    text = plain(html)
    found = re.match(r".{8,}?(?:[。！？]|[.!?](?=\s|$))", text)
    sentence = found.group() if found else text
    return sentence if len(sentence) <= longest else sentence[:longest].rstrip() + "…"


def author_words(names: Sequence[str], most: int = 3) -> str:
    """Authors for a line: three, then "and others"."""
    shown = pgettext("list", ", ").join(names[:most])
    return _("%(names)s and others") % {"names": shown} if len(names) > most else shown


def place_words(article: Article) -> str:
    """Year, volume, issue and pages: `2027, 12(3): 41-58`."""
    place = str(article.published_on.year)
    if article.volume:
        place += f", {article.volume}"
    if article.issue:
        place += f"({article.issue})" if article.volume else f", ({article.issue})"
    return f"{place}: {article.pages}" if article.pages else place


def paper_line(article: Article, authors: Sequence[str] | None = None) -> PaperLine:
    """The line of an article that `for_lines` has read, or one whose authors' names are known."""
    english = language() == "en"
    has_title = bool(article.title_en if english else article.title_zh)
    citation = _("%(authors)s. %(journal)s %(place)s") % {
        "authors": author_words([author.name for author in article.authors.all()] if authors is None else authors),
        "journal": journal_words(article.journal.title),
        "place": place_words(article),
    }
    summary = (article.summary_en if english else article.summary_zh) or article.abstract
    state = article.State
    return PaperLine(
        title=phrased(article.title),
        url=article_url(article.doi),
        lang="" if has_title else HTML_LANGUAGE.get("zh" if article.title_zh else "en", ""),
        citation=citation,
        doi=article.doi,
        open_access=article.is_open_access,
        licence=licence_name(article),
        plain=first_sentence(summary),
        date=day_words(article.published_on, always_year=True),
        journal=journal_words(article.journal.title),
        badge=article.get_state_display() if article.state in {state.RETRACTED, state.CONCERN} else "",
    )


def licence_name(article: Article) -> str:
    """`CC BY 4.0` from the licence's address; the first words of its text where it is another licence."""
    found = re.search(r"creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)", article.licence_url)
    if not found:
        return ""
    return f"CC0 {found[3]}" if found[1] == "publicdomain" else f"CC {found[2].upper()} {found[3]}"
