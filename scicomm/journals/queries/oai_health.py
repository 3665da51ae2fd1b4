"""How each journal fares with harvesters: how many records, how many of them deleted, which cannot be had in JATS and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.journals.models import Article, ArticleVersion, Journal

# Named articles in a problem: enough to open, few enough to read.
NAMED = 5


@dataclass(frozen=True, slots=True)
class OaiProblemOf:
    """One problem of a journal's records, in the reader's language, with the DOIs of some articles that have it."""

    code: str
    words: str
    dois: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JournalOai:
    """A journal's records. `jats` counts living records whose source can be given, `unseen` those nobody has looked at yet."""

    journal: Journal
    records: int = 0
    deleted: int = 0
    last_datestamp: dt.datetime | None = None
    jats: int = 0
    unseen: int = 0
    problems: tuple[OaiProblemOf, ...] = field(default=())

    @property
    def living(self) -> int:
        return self.records - self.deleted

    @property
    def jats_share(self) -> float | None:
        """The share of living records that can be had in JATS, 0 to 1; None for a journal without any."""
        return self.jats / self.living if self.living else None

    @property
    def is_healthy(self) -> bool:
        return not self.problems


def oai_health(journals: QuerySet[Journal] | None = None) -> list[JournalOai]:
    """How each of the journals (all, where none are named) fares with harvesters; three queries, whatever their number."""
    rows = Journal.objects.select_related("unit") if journals is None else journals
    counted = rows.annotate(
        oai_records=Count("articles"),
        oai_deleted=Count("articles", filter=Q(articles__withdrawn_at__isnull=False)),
        oai_last=Max("articles__changed_at"),
    )
    found: list[Any] = list(counted)
    keys = [journal.pk for journal in found]
    forms = _forms(keys)
    broken = _broken(keys)
    return [_of(journal, forms.get(journal.pk, {}), broken.get(journal.pk, [])) for journal in found]


def _forms(keys: list[int]) -> dict[int, dict[str, int]]:
    """By journal: how many living articles have a current source of each form."""
    current = ArticleVersion.objects.filter(
        article__journal__in=keys, article__withdrawn_at__isnull=True, number=F("article__version")
    )
    found: dict[int, dict[str, int]] = {}
    for journal, form, count in (
        current.order_by().values_list("article__journal", "form").annotate(count=Count("pk")).values_list(
            "article__journal", "form", "count"
        )
    ):  # fmt: skip
        found.setdefault(journal, {})[form] = count
    return found


def without_jats(journals: list[int] | QuerySet[Journal]) -> QuerySet[Article]:
    """Living articles of these journals that harvesters cannot have in JATS; an article may be in it more than once."""
    bad = Q(versions__number=F("version"), versions__form=ArticleVersion.Form.BAD)
    has_none = ~Q(pk__in=ArticleVersion.objects.filter(number=F("article__version")).values("article"))
    return Article.objects.filter(bad | has_none, journal__in=journals)


def _broken(keys: list[int]) -> dict[int, list[tuple[str, bool]]]:
    """By journal: DOIs of living articles that cannot be had in JATS, and whether there is a source at all."""
    rows = without_jats(keys).order_by("journal", "pk").distinct()
    found: dict[int, list[tuple[str, bool]]] = {}
    given = rows.annotate(sources=Count("versions")).values_list("journal", "doi", "sources")
    for journal, doi, sources in given[:10_000]:
        found.setdefault(journal, []).append((doi, bool(sources)))
    return found


def _of(journal: Any, forms: dict[str, int], broken: list[tuple[str, bool]]) -> JournalOai:
    bad = [doi for doi, has_source in broken if has_source]
    without = [doi for doi, has_source in broken if not has_source]
    unseen = forms.get(ArticleVersion.Form.UNKNOWN, 0)
    return JournalOai(
        journal=journal,
        records=journal.oai_records,
        deleted=journal.oai_deleted,
        last_datestamp=journal.oai_last,
        jats=forms.get(ArticleVersion.Form.GOOD, 0) + unseen,
        unseen=unseen,
        problems=tuple(_problems(journal, bad, without)),
    )


def _problems(journal: Any, bad: list[str], without: list[str]) -> list[OaiProblemOf]:
    found = []
    if not journal.oai_records:
        found.append(OaiProblemOf("no-records", _("No article yet: harvesters find nothing of this journal.")))
    if bad:
        words = ngettext(
            "%(count)d source cannot be given as JATS.", "%(count)d sources cannot be given as JATS.", len(bad)
        )
        found.append(OaiProblemOf("bad-source", words % {"count": len(bad)}, tuple(bad[:NAMED])))
    if without:
        words = ngettext("%(count)d article has no source.", "%(count)d articles have no source.", len(without))
        found.append(OaiProblemOf("no-source", words % {"count": len(without)}, tuple(without[:NAMED])))
    if not (journal.issn or journal.eissn):
        found.append(OaiProblemOf("no-issn", _("The journal has no ISSN: harvesters cannot tell it from others.")))
    return found
