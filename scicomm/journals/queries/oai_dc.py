"""What records say in unqualified Dublin Core (oai_dc): both languages side by side, and what became of the article since.

A correction, a concern or a retraction stands in three places, because harvesters read different ones: `dc:type` says that the
article is retracted, `dc:description` says so in words of both languages, `dc:relation` leads to the notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.core.text import plain
from scicomm.journals.models import Article, ArticleRelation, Authorship
from scicomm.journals.queries.oai import Rows
from scicomm.journals.rules.notices import FROM_ARTICLE, FROM_NOTICE
from scicomm.journals.rules.oai.formats import DcValue

ARTICLE = "info:eu-repo/semantics/article"
OPEN = "info:eu-repo/semantics/openAccess"
_SHORT = {"zh-hans": "zh", "en": "en"}


def dublin_core_of(part: Rows) -> dict[int, list[DcValue]]:
    """The values of each living row, by the article's key; two queries, one where no article has a notice."""
    living = [row.article for row in part.rows if not row.article.is_withdrawn]
    people: dict[int, list[Any]] = {}
    for author in Authorship.objects.filter(article__in=[one.pk for one in living]).order_by("position"):
        people.setdefault(author.article_id, []).append(author)
    notices = _notices([one.pk for one in living if one.state != Article.State.CURRENT or one.corrects_id])
    return {
        one.pk: list(_values(one, people.get(one.pk, []), part.subjects.get(one.pk, []), notices.get(one.pk, [])))
        for one in living
    }


def _notices(keys: list[int]) -> dict[int, list[str]]:
    """The DOIs that speak of each article as its notices, or that it speaks of as a notice; one query."""
    if not keys:
        return {}
    by_notice = Q(kind__in=list(FROM_NOTICE))
    by_itself = Q(kind__in=list(FROM_ARTICLE))
    rows = (
        ArticleRelation.objects.filter(by_notice | by_itself, target__isnull=False)
        .filter(Q(target__in=keys) | Q(article__in=keys))
        .order_by("pk")
        .values_list("article_id", "target_id", F("article__doi"), F("target__doi"))
    )
    found: dict[int, list[str]] = {}
    for article, target, own_doi, other_doi in rows:
        found.setdefault(target, []).append(own_doi)
        found.setdefault(article, []).append(other_doi)
    return found


def _values(
    article: Any, authors: list[Any], subjects: list[tuple[str, str, str]], notices: list[str]
) -> Iterator[DcValue]:
    links = [_doi(doi) for doi in dict.fromkeys(notices)]
    yield from _pair("title", article.title_zh, article.title_en)
    for author in authors:
        yield ("creator", *_name(author, chinese=article.language.startswith("zh")))
    yield from _subjects(article, subjects)
    yield from _state_words(article, links)
    yield from _pair("description", plain(article.abstract_zh), plain(article.abstract_en))
    yield from _pair("description", article.summary_zh, article.summary_en)
    yield ("publisher", "", article.journal.publisher)
    yield ("date", "", _date(article))
    yield ("type", "", ARTICLE)
    yield ("type", "", article.article_type)
    if article.is_retracted:
        yield ("type", "en", "Retracted Publication")
    yield ("identifier", "", _doi(article.doi))
    yield ("identifier", "", f"{settings.SITE_URL}/articles/{article.doi}/")
    yield from _sources(article)
    yield ("language", "", article.language)
    for link in links:
        yield ("relation", "", link)
    yield ("rights", "", article.licence_url)
    yield ("rights", "", OPEN if article.is_open_access else "")


def _pair(name: str, chinese: str, english: str) -> Iterator[DcValue]:
    yield (name, "zh", chinese)
    yield (name, "en", english)


def _doi(doi: str) -> str:
    return f"https://doi.org/{doi}"


def _name(author: Any, *, chinese: bool) -> tuple[str, str]:
    """Language and name, family name first; one name for each author, or else each would be counted twice."""
    if author.name_zh and (chinese or not author.name_en):
        return "zh", author.name_zh
    if author.family_name_en and author.given_name_en:
        return "", f"{author.family_name_en}, {author.given_name_en}"
    return "", author.name_en


def _subjects(article: Any, subjects: Iterable[tuple[str, str, str]]) -> Iterator[DcValue]:
    for language, words in (("zh", article.keywords_zh), ("en", article.keywords_en)):
        for word in words:
            yield ("subject", language, str(word))
    for _code, chinese, english in subjects:
        yield from _pair("subject", chinese, english)


def _state_words(article: Any, links: list[str]) -> Iterator[DcValue]:
    """What became of the article since it was published, in both languages; nothing for one that stands as it was."""
    if article.state == Article.State.CURRENT:
        return
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            words = {
                Article.State.RETRACTED: _("This article was retracted."),
                Article.State.CONCERN: _("The journal has expressed concern about this article."),
                Article.State.CORRECTED: _("This article was corrected."),
            }[article.state]
        yield ("description", _SHORT.get(code, code), " ".join([words, *links]))


def _date(article: Any) -> str:
    """The day of publishing, as precise as the source is."""
    length = {"year": 4, "month": 7}.get(article.precision or "", 10)
    return str(article.published_on.isoformat()[:length])


def _sources(article: Any) -> Iterator[DcValue]:
    """The journal in both languages with volume, issue and pages, and its ISSNs."""
    journal = article.journal
    issue = f"({article.issue})" if article.issue else ""
    place = f"{article.volume}{issue}" + (f": {article.pages}" if article.pages else "")
    for language, title in (("zh", journal.title_zh), ("en", journal.title_en)):
        if title:
            yield ("source", language, " ".join(part for part in (title, place) if part))
    for number in dict.fromkeys(number for number in (journal.eissn, journal.issn) if number):
        yield ("source", "", f"ISSN {number}")
