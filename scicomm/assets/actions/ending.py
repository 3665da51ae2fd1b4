"""When the right to use an asset ends: it is blocked, take-downs open; and when the right is there again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.models import Page, ReferenceIndex

from scicomm.assets.enums import AssetState, BlockedBy, Where
from scicomm.assets.models import Asset, AssetDocument, AssetImage, Consent, LicenceGrant, Recording, TakeDown
from scicomm.assets.queries import ending_within, pages_using, term_problems, terms_back, terms_over
from scicomm.assets.queries.rights import CONSENT, LICENCE
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref

ENDED = audit_entry("assets.asset.end_use", gettext_lazy("Right to use ended"), shred=nothing_personal)
RESTORED = audit_entry("assets.asset.restore_use", gettext_lazy("Right to use is back"), shred=nothing_personal)

# How many days before the end people are warned, the earliest first.
WARNINGS = (30, 7)
_A_ROUND = 200


@transaction.atomic
def end_use(asset: Asset, because: str, words: str = "", *, acting_user: Any = None) -> Asset:
    """Block an asset and open a take-down for each live page that uses it; called again for the same cause it changes nothing.

    `words` are those of the person who decided; what a term ended is told from the term, in each reader's language.
    """
    row = Asset.objects.select_for_update(of=("self",)).get(pk=asset.pk)
    if row.state == AssetState.BLOCKED and row.blocked_by in {because, BlockedBy.PERSON}:
        return row
    row.state, row.blocked_by, row.blocked_because = AssetState.BLOCKED, because, words[:300]
    row.save(update_fields=["state", "blocked_by", "blocked_because", "changed_at"])
    audit(ENDED, row, user=acting_user, new=because)
    pages = open_page_take_downs(row, because, words)
    record(
        facts.AssetUseEnded(
            unit_id=row.unit_id,
            subject=ref("assets", "asset", row.pk),
            actor_id=getattr(acting_user, "pk", None),
            because=because,
            words=words[:300],
            pages=tuple(pages),
        )
    )
    return row


def open_page_take_downs(asset: Asset, because: str, words: str) -> list[int]:
    """A take-down for each live page that uses the asset; returns the ids of these pages. Call inside a transaction."""
    uses = [use for use in pages_using(asset) if use.live]
    for use in uses:
        open_take_down(
            asset, because=because, words=words, channel=Where.PAGE, reference=f"page:{use.page.pk}", label=use.page.title,
            url=use.url, page_id=use.page.pk, unit_id=use.unit.pk if use.unit else asset.unit_id,
        )  # fmt: skip
    return [use.page.pk for use in uses]


def open_missing_take_downs() -> int:
    """Take-downs for live pages that came to use a blocked asset later, or were indexed later; how many assets."""
    opened = 0
    page_type = ContentType.objects.get_for_model(Page)
    for field, model in (("image", AssetImage), ("document", AssetDocument), ("recording", Recording)):
        blocked = Asset.objects.filter(state=AssetState.BLOCKED, **{f"{field}__isnull": False})
        by_file = {str(getattr(asset, f"{field}_id")): asset for asset in blocked.select_related(field)}
        used = ReferenceIndex.objects.filter(
            base_content_type=page_type,
            to_content_type=ContentType.objects.get_for_model(model),
            to_object_id__in=by_file,
        )
        for file_id in sorted(set(used.values_list("to_object_id", flat=True))):
            asset = by_file[file_id]
            with transaction.atomic():
                opened += bool(open_page_take_downs(asset, asset.blocked_by, asset.blocked_because))
    return opened


@transaction.atomic
def open_take_down(
    asset: Asset, *, because: str, words: str, channel: str, reference: str, label: str, url: str = "",
    page_id: int | None = None, unit_id: int | None = None,
) -> TakeDown:  # fmt: skip
    """One place from which an asset must go; the one that is open, if there is one. Higher rooms add places of their channels."""
    task, _created = TakeDown.objects.get_or_create(
        asset_id=asset.pk,
        reference=reference,
        done_at=None,
        defaults={
            "because": because,
            "words": words[:300],
            "channel": channel,
            "label": label[:300],
            "url": url[:500],
            "page_id": page_id,
            "unit_id": unit_id or asset.unit_id,
        },
    )
    return task


@transaction.atomic
def restore_use(asset: Asset, *, acting_user: Any = None) -> Asset:
    """The right is there again: the asset is free, open take-downs are done."""
    row = Asset.objects.select_for_update(of=("self",)).get(pk=asset.pk)
    if row.state != AssetState.BLOCKED:
        return row
    was = row.blocked_by
    row.state, row.blocked_by, row.blocked_because = AssetState.ACTIVE, "", ""
    row.save(update_fields=["state", "blocked_by", "blocked_because", "changed_at"])
    audit(RESTORED, row, user=acting_user, old=was)
    row.take_downs.filter(done_at=None).update(done_at=timezone.now(), how=TakeDown.RESTORED)
    record(
        facts.AssetUseRestored(
            unit_id=row.unit_id,
            subject=ref("assets", "asset", row.pk),
            actor_id=getattr(acting_user, "pk", None),
            was=was,
        )
    )
    return row


def settle(asset: Asset, *, acting_user: Any = None) -> Asset:
    """Block or free an asset by what its licences and consents say now."""
    row = Asset.objects.prefetch_related("grants", "consents").get(pk=asset.pk)
    said = [one for one in term_problems(row, timezone.now()) if one.code in {LICENCE, CONSENT}]
    if said:
        return end_use(row, BlockedBy(said[0].code), acting_user=acting_user)
    if row.blocked_by in {BlockedBy.LICENCE, BlockedBy.CONSENT}:
        return restore_use(row, acting_user=acting_user)
    return row


def _each(assets: QuerySet[Asset]) -> Iterator[Asset]:
    """All of them in rounds by their ids, so that changing some while walking skips none."""
    last = 0
    while found := list(assets.filter(pk__gt=last).order_by("pk")[:_A_ROUND]):
        yield from found
        last = found[-1].pk


def check_terms(moment: dt.datetime | None = None) -> int:
    """Block what may not be used any more, free what may be used again; how many changed. Each in its own transaction."""
    moment = moment or timezone.now()
    changed = 0
    for asset in _each(terms_over(moment)):
        said = [one for one in term_problems(asset, moment) if one.code in {LICENCE, CONSENT}]
        if said:
            end_use(asset, BlockedBy(said[0].code))
            changed += 1
    for asset in _each(terms_back(moment)):
        if not any(one.code in {LICENCE, CONSENT} for one in term_problems(asset, moment)):
            restore_use(asset)
            changed += 1
    return changed


def warn_of_endings(today: dt.date | None = None) -> int:
    """State once, 30 and 7 days before, that a licence or a consent ends; how many warnings."""
    today = today or timezone.localdate()
    models: dict[str, Any] = {LICENCE: LicenceGrant, CONSENT: Consent}
    warned = 0
    for ending in ending_within(Asset.objects.exclude(state=AssetState.BLOCKED), WARNINGS[0], today):
        days = min(step for step in WARNINGS if ending.days <= step)
        with transaction.atomic():
            rows = models[ending.what].objects.filter(pk=ending.pk).exclude(warned_days=days)
            if not rows.update(warned_days=days):
                continue
            record(
                facts.AssetTermEnding(
                    unit_id=ending.asset.unit_id,
                    subject=ref("assets", "asset", ending.asset.pk),
                    what=ending.what,
                    days=days,
                    ends_on=ending.ends_on.isoformat(),
                )
            )
            warned += 1
    return warned
