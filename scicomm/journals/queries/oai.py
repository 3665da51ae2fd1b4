"""Reads for harvesters: the parts of a list, one record, the sets, who we are; a part costs five queries at most.

What a record in oai_dc says is read in `queries/oai_dc.py`.

Records are walked in the order of (time of change, key); see `rules/oai/tokens.py` for why nothing is lost on the way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Length

from scicomm.core.models import Subject
from scicomm.journals.models import Article, ArticleVersion, Journal
from scicomm.journals.queries.oai_health import JournalOai, oai_health
from scicomm.journals.rules.oai import sets
from scicomm.journals.rules.oai.answers import Repository
from scicomm.journals.rules.oai.formats import JATS
from scicomm.journals.rules.oai.identifiers import doi_of, namespace_of
from scicomm.journals.rules.oai.tokens import Listing
from scicomm.organisation.models import Unit

PART = 100
# Full texts of so many bytes end a part before its hundredth record: an answer is held in memory by both sides.
PART_BYTES = 8_000_000
# Earlier than any record, for a house that has none yet.
NOTHING_YET = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_UNNEEDED = ("body_html", "body_text", "references", "details", "licence_text", "title_html")


@dataclass(slots=True)
class Row:
    """One article as a part holds it: its sets, and whatever the format needs beside."""

    article: Any
    specs: list[str] = field(default_factory=list)
    source: bytes = b""

    @property
    def place(self) -> tuple[dt.datetime, int]:
        return self.article.changed_at, self.article.pk


@dataclass(slots=True)
class Rows:
    """A part of a list: its rows, whether more follow, and the subjects by article for formats that name them."""

    rows: list[Row]
    goes_on: bool = False
    subjects: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)


def namespace() -> str:
    """The domain in our identifiers."""
    return namespace_of(settings.SCICOMM_OAI_NAMESPACE, settings.SITE_URL)


def base_url() -> str:
    """The one address of the server, whatever address a request came to."""
    return f"{settings.SITE_URL}/oai/"


def repository() -> Repository:
    """What Identify says; two queries."""
    top = Unit.objects.filter(depth=1).values_list("name_zh", "name_en").first() or ("", "")
    earliest = Article.everything.aggregate(first=Min("changed_at"))["first"] or NOTHING_YET
    names = [name for name in top if name]
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = address.rpartition("@")[2]
    return Repository(
        name=" / ".join(names) or "SciComm",
        base_url=base_url(),
        admin_emails=[address if "." in domain.strip(".") else f"oai@{namespace()}"],
        earliest=earliest,
        namespace=namespace(),
        descriptions=[
            ("zh", "集合：journal（期刊）、unit（单位，含下级）、subject（学科）；setName 先中文后英文。"),
            ("en", "Sets by journal, unit (with the units below) and subject; a setName gives Chinese, then English."),
        ],
    )


def all_sets() -> list[sets.OaiSet]:
    """Every set there is, empty ones too; three queries."""
    found = [sets.OaiSet(kind, *names) for kind, names in sets.ROOTS.items()]
    journals = Journal.objects.order_by("slug").values_list("slug", "title_zh", "title_en")
    units = Unit.objects.order_by("path").values_list("slug", "name_zh", "name_en")
    subjects = Subject.objects.order_by("code").values_list("code", "name_zh", "name_en")
    for kind, rows in ((sets.JOURNAL, journals), (sets.UNIT, units), (sets.SUBJECT, subjects)):
        found += [sets.OaiSet(f"{kind}:{name}", chinese, english) for name, chinese, english in rows]
    return found


def _in_set(spec: str) -> Q:
    """The articles of a set; none for a set that is not ours."""
    kind, name = sets.split(spec)
    if kind == sets.JOURNAL:
        return Q(journal__slug=name) if name else Q()
    if kind == sets.UNIT:
        path = Unit.objects.filter(slug=name).values("path")
        return Q(journal__unit__path__startswith=Subquery(path)) if name else Q()
    if kind == sets.SUBJECT:
        through = Article.subjects.through.objects.filter(article=OuterRef("pk"))
        return Q(Exists(through.filter(subject__code=name) if name else through))
    return Q(pk__in=[])


def _current() -> QuerySet[ArticleVersion]:
    """The current version of the article of an outer query, unless its source cannot be given."""
    rows = ArticleVersion.objects.filter(article=OuterRef("pk"), number=OuterRef("version"))
    return rows.exclude(form=ArticleVersion.Form.BAD).order_by()


def _matching(listing: Listing, since: dt.datetime | None, before: dt.datetime | None) -> QuerySet[Article]:
    """The records a list is made of, withdrawn ones in every format: a harvester must learn that they are gone."""
    rows = Article.everything.filter(_in_set(listing.set_spec)) if listing.set_spec else Article.everything.all()
    if since:
        rows = rows.filter(changed_at__gte=since)
    if before:
        rows = rows.filter(changed_at__lt=before)
    if listing.prefix == JATS.prefix:
        rows = rows.filter(Q(withdrawn_at__isnull=False) | Exists(_current()))
    return rows


def size_of(listing: Listing, since: dt.datetime | None, before: dt.datetime | None) -> int:
    """How many records a list has now; one query."""
    return _matching(listing, since, before).count()


def part_of(listing: Listing, since: dt.datetime | None, before: dt.datetime | None) -> Rows:
    """The next rows of a list; two queries, and one more where sources are wanted."""
    rows = _matching(listing, since, before)
    if listing.after:
        changed_at, key = listing.after
        rows = rows.filter(changed_at__gte=changed_at).exclude(changed_at=changed_at, pk__lte=key)
    with_sources = listing.prefix == JATS.prefix and listing.verb == "ListRecords"
    return _rows(rows.order_by("changed_at", "pk"), with_sources=with_sources)


def last_again(listing: Listing, since: dt.datetime | None, before: dt.datetime | None) -> Rows:
    """The last row of a list once more: what follows a token has moved out of the list, and no list may end without a record."""
    rows = _matching(listing, since, before).order_by("-changed_at", "-pk")
    last = rows.values_list("pk", flat=True)[:1]
    with_sources = listing.prefix == JATS.prefix and listing.verb == "ListRecords"
    return _rows(Article.everything.filter(pk__in=list(last)).order_by("pk"), with_sources=with_sources)


def one(identifier: str, *, with_source: bool = False) -> Rows:
    """The row of a record by its identifier; no row when there is none."""
    doi = doi_of(namespace(), identifier)
    return _rows(Article.everything.filter(doi=doi).order_by("pk"), with_sources=with_source) if doi else Rows([])


def _rows(articles: QuerySet[Article], *, with_sources: bool) -> Rows:
    rows = articles.select_related("journal__unit").defer(*_UNNEEDED)
    rows = rows.annotate(precision=KT("details__date_precision"))
    if with_sources:
        rows = rows.annotate(source_bytes=Subquery(_current().annotate(size=Length("source")).values("size")[:1]))
    found: list[Any] = list(rows[: PART + 1])
    taken = found[: _fitting(found) if with_sources else PART]
    part = Rows([Row(article) for article in taken], goes_on=len(found) > len(taken))
    if part.rows:
        _add_sets(part)
    if part.rows and with_sources:
        _add_sources(part)
    return part


def _fitting(found: Iterable[Any]) -> int:
    """How many rows, one at least, make a part that is not too large."""
    total, count = 0, 0
    for article in found:
        total += article.source_bytes or 0
        if count == PART or (count and total > PART_BYTES):
            break
        count += 1
    return count


def _add_sets(part: Rows) -> None:
    """The sets of each row: its journal, the units it belongs to, its subjects. One query for both tables."""
    empty = Value("")
    through = Article.subjects.through.objects.filter(article__in=[row.article.pk for row in part.rows]).order_by()
    subjects = through.values_list(
        F("article_id"), F("subject__code"), F("subject__name_zh"), F("subject__name_en"), empty
    )
    paths = {path for row in part.rows for path in row.article.journal.unit.ancestor_paths()}
    units = Unit.objects.filter(path__in=paths).order_by().values_list(Value(0), F("slug"), empty, empty, F("path"))
    slugs: dict[str, str] = {}
    for key, name, chinese, english, path in subjects.union(units, all=True):
        if path:
            slugs[path] = name
        else:
            part.subjects.setdefault(key, []).append((name, chinese, english))
    for row in part.rows:
        above = sorted(row.article.journal.unit.ancestor_paths(), key=len)
        codes = [code for code, _zh, _en in part.subjects.get(row.article.pk, [])]
        row.specs = sets.specs(row.article.journal.slug, (slugs[path] for path in above if path in slugs), codes)


def _add_sources(part: Rows) -> None:
    living = [row.article.pk for row in part.rows if not row.article.is_withdrawn]
    versions = ArticleVersion.objects.filter(article__in=living, number=F("article__version")).order_by()
    sources = dict(versions.values_list("article_id", "source"))
    for row in part.rows:
        row.source = bytes(sources.get(row.article.pk, b""))


def unseen_sources(count: int) -> list[tuple[int, bytes]]:
    """Key and source of versions that nobody has looked at, oldest first."""
    rows = ArticleVersion.objects.filter(form=ArticleVersion.Form.UNKNOWN).order_by("pk")
    return [(key, bytes(source)) for key, source in rows.values_list("pk", "source")[:count]]


__all__ = [
    "JournalOai",
    "Row",
    "Rows",
    "all_sets",
    "base_url",
    "last_again",
    "namespace",
    "oai_health",
    "one",
    "part_of",
    "repository",
    "size_of",
    "unseen_sources",
]
