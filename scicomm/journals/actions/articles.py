"""Taking in an article: new, a newer version, or known already; one transaction each, the same result when repeated."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from scicomm.core.ledger import record
from scicomm.facts import journals as facts
from scicomm.facts.base import ref
from scicomm.journals.actions.in_common import Intake, NotYourJournal
from scicomm.journals.actions.notices import actor_of, link_notices, store_relations
from scicomm.journals.actions.publishing import Incoming, keep_versions, publish, write_authors
from scicomm.journals.actions.quarantine import resolve_files
from scicomm.journals.models import Article
from scicomm.journals.permissions import can_take_in
from scicomm.journals.rules import intake
from scicomm.journals.rules.jats import ParsedArticle
from scicomm.journals.rules.reading import ReadFile
from scicomm.organisation.models import Unit

State = Literal["accepted", "unchanged", "updated"]


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of a file: `accepted` (new), `updated` (a newer version) or `unchanged` (this very content is known)."""

    state: State
    article: Article


def ingest_article(
    parsed: ParsedArticle,
    source: bytes,
    file_name: str,
    *,
    default_unit: Unit,
    acting_user: Any = None,
    shared: Intake | None = None,
) -> IngestResult:
    """Take in one article from its parsed and its raw form; atomic, and idempotent by DOI and content hash.

    Without a user it is the command line that acts. A journal nobody knows is made under `default_unit`. A content that
    any version of the article had before is `unchanged`, so that a folder with old and new versions can be taken in again.
    With `shared` the caller makes what went in findable, all of a handful at once.
    Raises NotYourJournal when the journal, or the article's present one, belongs to another unit.
    """
    own = shared or Intake()
    for attempt in (1, 2):
        try:
            with transaction.atomic():
                result = _ingest(parsed, source, file_name, default_unit, acting_user, own)
                if shared is None:
                    own.make_findable()
                return result
        except IntegrityError:
            # Another process took in the same article or journal between our look and our write: look again, once.
            own.forget()
            if attempt == 2:
                raise
        except BaseException:
            own.forget()
            raise
    raise AssertionError("unreachable")


def ingest_together(
    files: Mapping[int, ReadFile], *, default_unit: Unit, acting_user: Any, shared: Intake
) -> dict[int, IngestResult]:
    """Take in those of a handful that nobody has sent before, with a few statements for all of them; the others, and those
    with whom anything is wrong, are left to `ingest_article`. Raises what the database raises: then none of them went in."""
    if acting_user is not None and not can_take_in(acting_user, default_unit):
        return {}
    twice = Counter(one.parsed.doi for one in files.values())
    known = set(Article.everything.filter(doi__in=twice).values_list("doi", flat=True))
    fresh: dict[int, Incoming] = {}
    for place, one in files.items():
        if one.parsed.doi in known or twice[one.parsed.doi] > 1:
            continue
        journal = shared.journal(one.parsed, default_unit)
        # A title that is being prepared, or of another house: `ingest_article` says so.
        with suppress(NotYourJournal):
            shared.may_take_in(acting_user, journal)
            fresh[place] = Incoming(one.parsed, one.source, one.file, hashlib.sha256(one.source).hexdigest(), journal)
    articles = publish(list(fresh.values()), acting_user, shared) if fresh else []
    for article, sent in zip(articles, fresh.values(), strict=True):
        _close_refusals(sent.file_name, sent.digest, article, default_unit, acting_user, shared)
    return {place: IngestResult("accepted", article) for place, article in zip(fresh, articles, strict=True)}


def _ingest(
    parsed: ParsedArticle, source: bytes, file_name: str, default_unit: Unit, user: Any, shared: Intake
) -> IngestResult:
    digest = hashlib.sha256(source).hexdigest()
    article = _known(parsed.doi)
    if article is not None:
        shared.may_take_in(user, article.journal)
        if article.content_hash == digest or article.versions.filter(content_hash=digest).exists():
            _close_refusals(file_name, digest, article, default_unit, user, shared)
            return IngestResult("unchanged", article)
    elif user is not None and not can_take_in(user, default_unit):
        raise PermissionDenied
    journal = shared.journal(parsed, default_unit)
    shared.may_take_in(user, journal)
    one = Incoming(parsed, source, file_name, digest, journal)
    if article is None:
        (article,) = publish([one], user, shared)
        result = IngestResult("accepted", article)
    else:
        result = IngestResult("updated", _renew(article, one, user, shared))
    _close_refusals(file_name, digest, result.article, default_unit, user, shared)
    return result


def _known(doi: str) -> Article | None:
    """The article with this DOI, locked. A cheap look first: most files of a run are new."""
    if not Article.everything.filter(doi=doi).exists():
        return None
    return (
        Article.everything.select_for_update(of=("self",))
        .select_related("journal__unit")
        .defer("body_html", "body_text", "references")
        .get(doi=doi)
    )


def _close_refusals(
    file_name: str, digest: str, article: Article, default_unit: Unit, user: Any, shared: Intake
) -> None:
    if not shared.is_refused(file_name, digest):
        return
    units = {unit.pk: unit for unit in (article.journal.unit, default_unit) if can_take_in(user, unit)}
    resolve_files([file_name], [digest], units.values(), acting_user=user, article=article)


def _renew(article: Article, one: Incoming, user: Any, shared: Intake) -> Article:
    """A newer version. What it is silent on stays; state, notices and everything made from the article stay as well."""
    parsed, journal = one.parsed, one.journal
    values = intake.article_values(parsed)
    for name in intake.KEPT_WHEN_SILENT:
        values[name] = values[name] or getattr(article, name)
    values["published_on"] = values["published_on"] or article.published_on
    values["details"] = article.details | values["details"]
    for name, value in values.items():
        setattr(article, name, value)
    article.journal, article.content_hash, article.version = journal, one.digest, article.version + 1
    article.save()
    if subjects := shared.subject_ids(parsed, journal):
        article.subjects.set(subjects)
    people = {(row.name_zh, row.name_en): row.person_id for row in article.authors.all() if row.person_id}
    if intake.authors(parsed):
        article.authors.all().delete()
        write_authors([(article, parsed)], people)
    store_relations(article, parsed.related)
    record(
        facts.ArticleChanged(
            unit_id=journal.unit_id,
            subject=ref("journals", "article", article.pk),
            actor_id=actor_of(user),
            doi=article.doi,
            version=article.version,
        )
    )
    link_notices([article], actor_id=actor_of(user))
    article.refresh_from_db(fields=["state", "corrects"])
    keep_versions([(article, one)], user, shared)
    return article
