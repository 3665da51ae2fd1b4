"""What a deposit package says of an article: from its row, and from its file where that says more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import translation
from lxml import etree

from scicomm.journals.models import Article, ArticleFile, ArticleRelation, ArticleVersion, DepositAccount
from scicomm.journals.queries.files import lasting_address
from scicomm.journals.rules.crossref import from_jats
from scicomm.journals.rules.crossref.package import add_body
from scicomm.journals.rules.crossref.parts import (
    DepositAbstract,
    DepositArticle,
    DepositCitation,
    DepositJournal,
    DepositPerson,
    DepositPlace,
    DepositTitle,
    DepositUpdate,
)
from scicomm.journals.rules.crossref.wording import CROSSREF
from scicomm.journals.rules.jats import JatsRefused, ParsedArticle, read_article
from scicomm.journals.rules.jats.model.dates import PartialDate
from scicomm.journals.rules.notices import FROM_ARTICLE, FROM_NOTICE

PDF = "application/pdf"
# What a link between articles is called among Crossmark's updates.
_UPDATES = {
    "addended-article": "addendum",
    "addendum-forward": "addendum",
    "retracted-article": "retraction",
    "retraction-forward": "retraction",
    "withdrawn-article": "withdrawal",
    "object-of-concern": "expression_of_concern",
    "expression-of-concern": "expression_of_concern",
    "concern-forward": "expression_of_concern",
    "expression-of-concern-forward": "expression_of_concern",
    "partial-retraction": "partial_retraction",
    "partially-retracted-article": "partial_retraction",
    "partial-retraction-forward": "partial_retraction",
}


def articles_to_deposit(ids: Iterable[int]) -> list[Article]:
    """Articles with all a package says of them, newest sources included; six queries whatever their number."""
    newest = ArticleVersion.objects.order_by("article_id", "-number")
    pdfs = ArticleFile.objects.filter(is_current=True, role=ArticleFile.Role.PDF, kind=PDF)
    notices = ArticleRelation.objects.filter(Q(kind__in=FROM_NOTICE) | Q(kind__in=FROM_ARTICLE))
    return list(
        Article.objects.filter(pk__in=list(ids))
        .select_related("journal__unit")
        .defer("body_html", "body_text")
        .prefetch_related(
            "authors",
            Prefetch("files", pdfs, to_attr="pdfs"),
            Prefetch("versions", newest, to_attr="all_versions"),
            Prefetch("relations", notices, to_attr="notice_links"),
            Prefetch("spoken_of", notices.select_related("article"), to_attr="spoken_links"),
        )
    )


def deposit_article(article: Article, account: DepositAccount | None) -> DepositArticle:
    """One article, fetched with `articles_to_deposit`, as a package takes it. The row is asked first for what people may
    have changed; names, dates, references and money are the file's where the row's version is the file's."""
    parsed = _parsed(article)
    people = from_jats.people_of(parsed) if parsed else ()
    citations = from_jats.citations_of(parsed.references) if parsed else ()
    first, last, number = _pages(article, parsed)
    updates = _updates(article)
    policy = account.crossmark_policy if account else ""
    return DepositArticle(
        doi=article.doi,
        address=page_address(article),
        journal=_journal(article),
        titles=_titles(article, parsed),
        language=article.language,
        people=people or tuple(_person(row) for row in article.authors.all()),
        abstracts=_abstracts(article),
        dates=_dates(article, parsed),
        accepted=parsed.accepted if parsed else None,
        volume=article.volume,
        issue=article.issue,
        first_page=first,
        last_page=last,
        number=number,
        publisher_ids={"pii": pii} if (pii := article.details.get("ids", {}).get("pii", "")) else {},
        funders=from_jats.funders_of(parsed) if parsed else (),
        licence=article.licence_url,
        open_access=article.is_open_access,
        updates=updates,
        crossmark_policy=policy,
        crossmark_domain=_domain() if policy else "",
        relations=from_jats.relations_of(parsed) if parsed else (),
        files=_files(article),
        citations=citations or tuple(_citation(number, row) for number, row in enumerate(article.references, 1)),
    )


def fingerprint(article: DepositArticle) -> str:
    """A hash of all that would be deposited of an article: equal as long as a new deposit would say nothing new."""
    root = etree.Element(f"{{{CROSSREF}}}doi_batch")
    add_body(root, [article])
    return hashlib.sha256(etree.tostring(root, method="c14n")).hexdigest()


def page_address(article: Article) -> str:
    """Where the DOI leads: the article's page in the default language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{article.get_absolute_url()}"


def _files(article: Article) -> dict[str, str]:
    """What may be mined, by media type: the PDF where one came."""
    pdfs: list[ArticleFile] = getattr(article, "pdfs", [])
    return {PDF: lasting_address(article.doi, pdfs[0].name)} if pdfs else {}


def _domain() -> str:
    host = urlsplit(settings.SITE_URL).hostname or ""
    return host if "." in host else ""


def _parsed(article: Article) -> ParsedArticle | None:
    """The article's file read again; None where it is gone, or where a newer reader refuses it."""
    versions: list[ArticleVersion] = getattr(article, "all_versions", [])
    if not versions:
        return None
    try:
        return read_article(bytes(versions[0].source), name=versions[0].file_name)
    except JatsRefused:
        return None


def _journal(article: Article) -> DepositJournal:
    """The English title leads where there is one: that is how journals stand in Crossref's title list."""
    journal = article.journal
    titles = [title for title in (journal.title_en, journal.title_zh) if title]
    return DepositJournal(
        title=titles[0] if titles else "",
        other_titles=tuple(titles[1:]),
        issn_print=journal.issn,
        issn_electronic=journal.eissn,
        language=journal.language,
    )


def _titles(article: Article, parsed: ParsedArticle | None) -> tuple[DepositTitle, ...]:
    markup, others = article.details.get("titles_html", {}), article.details.get("titles", {})
    subtitles = parsed.subtitles if parsed else {}
    found = [
        DepositTitle(markup.get(code) or _escaped(text), language, subtitles.get(language, ""))
        for code, language, text in (
            ("zh", "zh", article.title_zh),
            ("en", _language_of(article.title_en, others), article.title_en),
        )
        if text
    ]
    found += [
        DepositTitle(_escaped(text), code, subtitles.get(code, ""))
        for code, text in others.items()
        if text and text not in (article.title_zh, article.title_en)
    ]
    return tuple(found)


def _language_of(text: str, others: dict[str, str]) -> str:
    """The language of what stands in an English column: another one where the source had no English."""
    return next((code for code, other in others.items() if other == text), "en")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _abstracts(article: Article) -> tuple[DepositAbstract, ...]:
    others = article.details.get("abstracts", {})
    found = [
        DepositAbstract(article.abstract_en, _language_of(article.abstract_en, others)),
        DepositAbstract(article.abstract_zh, "zh"),
        *(DepositAbstract(html, code) for code, html in others.items()),
        DepositAbstract(_escaped(article.summary_en), "en", "plain-language-summary"),
        DepositAbstract(_escaped(article.summary_zh), "zh", "plain-language-summary"),
    ]
    seen: dict[tuple[str, str], DepositAbstract] = {}
    for one in found:
        if one.html.strip():
            seen.setdefault((one.language, one.kind), one)
    return tuple(seen.values())


def _dates(article: Article, parsed: ParsedArticle | None) -> dict[str, PartialDate]:
    """The file's dates by medium; else the row's day as precise as it is known. A day that only stands in gives its year."""
    if parsed and (found := from_jats.dates_of(parsed.dates, parsed.published)):
        return found
    day, precision = article.published_on, article.details.get("date_precision", "")
    month = day.month if precision in ("day", "month") else None
    return {"online": PartialDate(day.year, month, day.day if precision == "day" else None)}


def date_stands_in(article: Article) -> bool:
    """Whether the file names no day of publishing."""
    return article.details.get("date_precision", "") in ("", "other")


def _pages(article: Article, parsed: ParsedArticle | None) -> tuple[str, str, str]:
    """First page, last page, article number. The file knows which is which; the row only has them joined."""
    if parsed and (parsed.first_page or parsed.elocation):
        return parsed.first_page, parsed.last_page, parsed.elocation
    first, dash, last = article.pages.partition("–")
    return (first, last, "") if dash else ("", "", article.pages)


def _person(row: object) -> DepositPerson:
    """An author of the row, for articles whose newest file is silent on authors."""
    name_zh, name_en = getattr(row, "name_zh", ""), getattr(row, "name_en", "")
    family = getattr(row, "family_name_en", "")
    places = tuple(
        DepositPlace(tuple(place.get("texts", {}).values()), place.get("ror", ""))
        for place in getattr(row, "affiliations", [])
    )
    others = [name for name in (name_zh, "" if family else name_en) if name]
    return DepositPerson(
        family=family,
        given=getattr(row, "given_name_en", ""),
        other_names=tuple(others),
        orcid=getattr(row, "orcid", ""),
        places=places,
    )


def _citation(number: int, row: dict[str, str]) -> DepositCitation:
    return DepositCitation(
        key=row.get("anchor", "") or f"ref{number}",
        text="" if row.get("doi") else row.get("text", ""),
        doi=row.get("doi", ""),
        article_title=row.get("title", ""),
        container=row.get("source", ""),
        year=row.get("year", ""),
    )


def _updates(article: Article) -> tuple[DepositUpdate, ...]:
    """The articles that this one is a notice about, by what is in effect, whichever of the two said so."""
    own: list[ArticleRelation] = getattr(article, "notice_links", [])
    links = [(link.kind, link.doi) for link in own if link.kind in FROM_NOTICE and link.target_id]
    links += [
        (link.kind, link.article.doi) for link in getattr(article, "spoken_links", []) if link.kind in FROM_ARTICLE
    ]
    mild = article.article_type == "addendum"
    found: dict[str, DepositUpdate] = {}
    for kind, doi in links:
        if doi and doi != article.doi:
            name = "addendum" if mild else _UPDATES.get(kind, "correction")
            found.setdefault(doi, DepositUpdate(doi, name, article.published_on.isoformat()))
    return tuple(found.values())
