"""Rows of the journals as the interface shows them; nothing here asks the database for more than was fetched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from scicomm.core.api import Words, words
from scicomm.core.models import Subject
from scicomm.journals.models import Article, ArticleFile, Journal, QuarantinedFile
from scicomm.journals.queries import ArticlePage, lasting_address
from scicomm.journals.schemas import (
    ArticleLine,
    ArticleOut,
    ArticleRef,
    AuthorOut,
    Bodies,
    FileOut,
    JournalOut,
    JournalRef,
    Keywords,
    QuarantinedOut,
    ReferenceOut,
    RelationOut,
    SubjectOut,
    VersionOut,
)


def outside(path: str) -> str:
    """An address of the site that works anywhere."""
    return f"{settings.SITE_URL}{path}"


def page_of(room: str, name: str, *arguments: str) -> str:
    """A page of the site, in Chinese: the address that both languages' pages name as the first."""
    return outside(reverse(f"{room}:{name}", args=arguments).removeprefix("/en"))


def article_address(doi: str) -> str:
    return outside(reverse("api-v1:article", args=[doi]))


def subject_out(subject: Subject) -> SubjectOut:
    return SubjectOut(code=subject.code, name=words(subject.name_zh, subject.name_en))


def journal_ref(journal: Journal) -> JournalRef:
    return JournalRef(
        slug=journal.slug, title=words(journal.title_zh, journal.title_en), issn=journal.issn, eissn=journal.eissn
    )


def journal_out(journal: Journal) -> JournalOut:
    """A journal fetched with `journals_listed` and its subjects."""
    return JournalOut(
        **journal_ref(journal).dict(),
        unit=journal.unit.slug,
        publisher=journal.publisher,
        description=words(journal.description_zh, journal.description_en),
        language=journal.language,
        subjects=[subject_out(subject) for subject in journal.subjects.all()],
        articles=getattr(journal, "article_count", 0),
        url=page_of("portal", "journal", journal.slug),
    )


def article_line(article: Article) -> ArticleLine:
    """An article with journal, unit, authors and subjects fetched."""
    return ArticleLine(**_line(article, article.authors.all(), article.subjects.all()))


def _line(article: Article, authors: Iterable[Any], subjects: Iterable[Any]) -> dict[str, Any]:
    return {
        "doi": article.doi,
        "title": words(article.title_zh, article.title_en),
        "type": article.article_type,
        "language": article.language,
        "state": article.state,
        "journal": journal_ref(article.journal),
        "unit": article.journal.unit.slug,
        "published_on": article.published_on,
        "volume": article.volume,
        "issue": article.issue,
        "pages": article.pages,
        "is_open_access": article.is_open_access,
        "licence_url": article.licence_url,
        "authors": [words(author.name_zh, author.name_en) for author in authors],
        "subjects": [subject.code for subject in subjects],
        "url": page_of("portal", "article", article.doi),
        "changed_at": article.changed_at,
    }


def article_ref(article: Article) -> ArticleRef:
    return ArticleRef(
        doi=article.doi,
        title=words(article.title_zh, article.title_en),
        type=article.article_type,
        published_on=article.published_on,
    )


def _author(author: Any) -> AuthorOut:
    return AuthorOut(
        name=words(author.name_zh, author.name_en),
        orcid=author.orcid,
        is_corresponding=author.is_corresponding,
        affiliations=[_place(place.get("texts", {})) for place in author.affiliations],
    )


def _place(texts: dict[str, str]) -> Words:
    english = texts.get("en", "")
    other = "" if "zh" in texts else next(iter(texts.values()), "")
    return words(texts.get("zh", ""), english or other)


def _reference(entry: Any) -> ReferenceOut:
    names = ("label", "text", "title", "source", "year", "doi", "url")
    return ReferenceOut(**{name: str(entry.get(name) or "") for name in names})


def _file(doi: str, row: ArticleFile) -> FileOut:
    return FileOut(
        name=row.name, role=row.role, title=row.title, type=row.kind, size=row.size, sha256=row.sha256,
        url=lasting_address(doi, row.name),
    )  # fmt: skip


def article_out(page: ArticlePage, relations: list[Any], files: list[ArticleFile]) -> ArticleOut:
    """An article's page, complete."""
    article = page.article
    details = article.details
    body = outside(reverse("api-v1:article_body", args=[article.doi]))
    return ArticleOut(
        **_line(article, page.authors, page.subjects),
        abstract=words(article.abstract_zh, article.abstract_en),
        summary=words(article.summary_zh, article.summary_en),
        keywords=Keywords(zh=article.keywords_zh, en=article.keywords_en),
        line=[_author(author) for author in page.authors],
        disciplines=[subject_out(subject) for subject in page.subjects],
        licence_text=article.licence_text,
        received=str(details.get("received", "")),
        accepted=str(details.get("accepted", "")),
        funding=str(details.get("funding", "")),
        references=[_reference(entry) for entry in article.references if isinstance(entry, dict)],
        relations=[
            RelationOut(kind=one.kind, doi=one.doi, href=one.href, text=one.text, in_effect=one.target_id is not None)
            for one in relations
        ],
        notices=[article_ref(notice) for notice in page.notices],
        corrects=article_ref(page.corrects) if page.corrects else None,
        versions=[VersionOut(number=one.number, received_at=one.received_at) for one in page.versions],
        files=[_file(article.doi, one) for one in files],
        bodies=Bodies(html=f"{body}?format=html", text=f"{body}?format=text", jats=f"{body}?format=jats"),
    )


def quarantined_out(row: QuarantinedFile) -> QuarantinedOut:
    return QuarantinedOut(
        id=row.pk,
        file=row.file_name,
        unit=row.unit.slug,
        line=row.line,
        rule=row.reason_code,
        reason=row.message,
        state=row.state,
        seen_at=row.seen_at,
    )
