"""What each record of a part became: kept under its identifier, so that a deletion at the source finds the article it brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.journals.actions.intake import Outcome
from scicomm.journals.actions.withdrawals import reinstate_article, withdraw_article
from scicomm.journals.models import Article, HarvestedRecord, HarvestSource
from scicomm.journals.rules.oai.reading import HarvestedItem

Kind = HarvestedRecord.Outcome
_KEPT = ["article", "brought", "outcome", "reason", "datestamp", "run", "seen_at"]


def keep_records(
    source: HarvestSource,
    items: Sequence[HarvestedItem],
    living: Sequence[HarvestedItem],
    outcomes: Sequence[Outcome],
) -> tuple[Counter[str], bool]:
    """Keep what became of each item; says how many became what, and whether any of them was new in this harvest.

    Called inside the transaction that took the articles in. `outcomes` go with `living`, in their order.
    """
    became = {id(item): outcome for item, outcome in zip(living, outcomes, strict=True)}
    names = {item.identifier for item in items}
    known = {
        row.identifier: row for row in source.records.select_related("article__journal").filter(identifier__in=names)
    }
    rows: dict[str, HarvestedRecord] = {}
    counts: Counter[str] = Counter()
    news = False
    for item in items:
        before = rows.get(item.identifier) or known.get(item.identifier)
        news = news or before is None or (before.run, before.datestamp) != (source.run, item.datestamp)
        outcome = became.get(id(item))
        row = _gone(source, item, before) if outcome is None else _here(source, item, before, outcome)
        counts[row.outcome] += 1
        rows[item.identifier] = row
    HarvestedRecord.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["source", "identifier"], update_fields=_KEPT
    )
    return counts, news


def _row(source: HarvestSource, item: HarvestedItem, **values: object) -> HarvestedRecord:
    return HarvestedRecord(
        source=source, identifier=item.identifier, datestamp=item.datestamp, run=source.run, **values
    )


def _here(
    source: HarvestSource, item: HarvestedItem, before: HarvestedRecord | None, outcome: Outcome
) -> HarvestedRecord:
    """A record that the source has: the article went in, or did not. One that the source had deleted comes back."""
    article = Article.everything.get(pk=outcome.article_id) if outcome.article_id else None
    same = before is not None and article is not None and before.article_id == article.pk
    if article is not None and same and before is not None and before.outcome == Kind.WITHDRAWN:
        article = reinstate_article(article)
    return _row(
        source,
        item,
        article=article,
        brought=outcome.state == "accepted" or bool(same and before is not None and before.brought),
        outcome=outcome.state,
        reason=outcome.refusal.reason if outcome.refusal else "",
    )


def _gone(source: HarvestSource, item: HarvestedItem, before: HarvestedRecord | None) -> HarvestedRecord:
    """A record that the source has deleted. Ours is withdrawn only where this very record had brought it.

    One that somebody here withdrew before is left alone, so that its coming back at the source does not undo their decision.
    """
    article = before.article if before else None
    mine = before is not None and before.brought and article is not None
    kind = Kind.LEFT
    if mine and before is not None and before.outcome == Kind.WITHDRAWN:
        kind = Kind.WITHDRAWN
    elif mine and article is not None and not article.is_withdrawn:
        withdraw_article(article, reason=_in_both_languages(source))
        kind = Kind.WITHDRAWN
    return _row(source, item, article=article, brought=bool(mine), outcome=kind)


def _in_both_languages(source: HarvestSource) -> str:
    """The reason readers find; nobody knows yet in which language they will come."""
    said = []
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            said.append(_("The platform it was taken over from (%(name)s) has deleted it.") % {"name": source.name})
    return "\n".join(said)
