"""New articles into the house: as many as come together, with a few statements for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit_all, audit_entry, shred_fields
from scicomm.core.ledger import record_all
from scicomm.facts import journals as facts
from scicomm.facts.base import ref
from scicomm.journals.actions.in_common import Intake
from scicomm.journals.actions.notices import actor_of, link_notices, new_relations
from scicomm.journals.actions.quarantine import kept_name
from scicomm.journals.models import Article, ArticleRelation, ArticleVersion, Authorship, Journal
from scicomm.journals.rules import intake
from scicomm.journals.rules.jats import ParsedArticle
from scicomm.organisation.models import Person

TAKEN_IN = audit_entry("journals.article.ingest", gettext_lazy("Take in article"), shred=shred_fields("file"))
_AUTHOR = tuple(item.name for item in fields(intake.AuthorValues))


@dataclass(frozen=True, slots=True)
class Incoming:
    """A read file on its way in: what it says, its bytes and their SHA-256, and the journal it belongs to."""

    parsed: ParsedArticle
    source: bytes
    file_name: str
    digest: str
    journal: Journal


def publish(incoming: Sequence[Incoming], user: Any, shared: Intake) -> list[Article]:
    """Store articles with DOIs that nobody has, each with its authors, version, fact and audit entry. Raises IntegrityError
    when somebody has one of them by now."""
    articles = Article.objects.bulk_create(map(_row, incoming))
    pairs = list(zip(articles, incoming, strict=True))
    through = Article.subjects.through
    through.objects.bulk_create(
        through(article_id=article.pk, subject_id=subject)
        for article, one in pairs
        for subject in shared.subject_ids(one.parsed, one.journal)
    )
    write_authors([(article, one.parsed) for article, one in pairs], {})
    ArticleRelation.objects.bulk_create(
        relation for article, one in pairs for relation in new_relations(article, one.parsed.related)
    )
    record_all([_published(article, one.journal, user) for article, one in pairs])
    keep_versions(pairs, user, shared)
    if link_notices(articles, actor_id=actor_of(user)):
        for article in articles:
            article.refresh_from_db(fields=["state", "corrects"])
    return articles


def _row(one: Incoming) -> Article:
    values = intake.article_values(one.parsed)
    values["published_on"] = values["published_on"] or timezone.localdate()
    return Article(journal=one.journal, doi=one.parsed.doi, content_hash=one.digest, **values)


def _published(article: Article, journal: Journal, user: Any) -> facts.ArticlePublished:
    return facts.ArticlePublished(
        unit_id=journal.unit_id,
        subject=ref("journals", "article", article.pk),
        actor_id=actor_of(user),
        doi=article.doi,
        title=article.title_zh or article.title_en,
        journal=journal.title_zh or journal.title_en,
        language=article.language,
        published_on=article.published_on.isoformat(),
    )


def keep_versions(pairs: Iterable[tuple[Article, Incoming]], user: Any, shared: Intake) -> None:
    """Keep the sources as the articles' present versions, and say in the audit who sent them."""
    pairs = list(pairs)
    ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=article,
            number=article.version,
            content_hash=one.digest,
            source=one.source,
            file_name=kept_name(one.file_name),
        )
        for article, one in pairs
    )
    shared.not_yet_found += [article for article, _one in pairs]
    said = [(article, {"doi": one.parsed.doi, "version": article.version}) for article, one in pairs]
    audit_all(TAKEN_IN, said, user=user)


def write_authors(written: Sequence[tuple[Article, ParsedArticle]], known: Mapping[tuple[str, str], int]) -> None:
    """The lines of authors. ORCID decides who is ours; a link made before (`known`, by names) stays for the same name."""
    lines = [(article, author) for article, parsed in written for author in intake.authors(parsed)]
    codes = {author.orcid for _article, author in lines if author.orcid}
    people = dict(Person.objects.filter(orcid__in=codes).values_list("orcid", "pk")) if codes else {}
    Authorship.objects.bulk_create(
        Authorship(
            article=article,
            person_id=people.get(author.orcid) or known.get((author.name_zh, author.name_en)),
            **{name: getattr(author, name) for name in _AUTHOR},
        )
        for article, author in lines
    )
