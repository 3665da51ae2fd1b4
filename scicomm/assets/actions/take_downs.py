"""Take-downs: done when the page no longer uses the asset, or by hand with words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from scicomm.assets.enums import Where
from scicomm.assets.models import Asset, TakeDown
from scicomm.assets.permissions import can_close_take_down
from scicomm.assets.queries import open_take_downs, page_ids_using
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require

DONE = audit_entry("assets.take_down.close", gettext_lazy("Taken down"), shred=nothing_personal)
_A_ROUND = 500


class StillThere(ValidationError):
    """The page still shows the asset."""


@transaction.atomic
def close_take_down(task: TakeDown, *, acting_user: Any, how: str) -> TakeDown:
    """Done by hand, with words. A page that still uses the asset cannot be called done."""
    row = TakeDown.objects.select_for_update(of=("self",)).select_related("asset__unit", "unit").get(pk=task.pk)
    require(can_close_take_down(acting_user, row))
    if row.done_at is not None:
        return row
    if not how.strip():
        raise ValidationError(_("Write down what was done."))
    if row.channel == Where.PAGE and row.page_id in _live_pages_using(row.asset):
        raise StillThere(_("The page still uses it: take it out there and publish the page."))
    return _closed(row, how.strip(), acting_user)


def _live_pages_using(asset: Asset) -> set[int]:
    ids = page_ids_using(asset.media)
    return set(Page.objects.live().filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def _closed(task: TakeDown, how: str, acting_user: Any) -> TakeDown:
    task.done_at, task.done_by, task.how = timezone.now(), acting_user, how[:300]
    task.save(update_fields=["done_at", "done_by", "how"])
    audit(DONE, task.asset, user=acting_user, new=how[:300], place=task.reference)
    record(
        facts.AssetTakenDown(
            unit_id=task.unit_id,
            subject=ref("assets", "asset", task.asset_id),
            actor_id=getattr(acting_user, "pk", None),
            channel=task.channel,
            place=task.reference,
            how=how[:300],
        )
    )
    return task


def check_take_downs() -> int:
    """Close the take-downs of pages that use their asset no longer, or are not public any more; how many."""
    closed = 0
    waiting = open_take_downs().filter(channel__in=[Where.PAGE, Where.FEED])
    files = ("asset__image", "asset__document", "asset__recording", "unit")
    still: dict[int, set[int]] = {}
    for task in waiting.select_related(*files).order_by("asset_id", "pk")[:_A_ROUND]:
        if task.asset_id not in still:
            still[task.asset_id] = _live_pages_using(task.asset)
        if task.page_id not in still[task.asset_id]:
            with transaction.atomic():
                row = TakeDown.objects.select_for_update(of=("self",)).get(pk=task.pk)
                if row.done_at is None:
                    _closed(row, TakeDown.GONE, None)
                    closed += 1
    return closed
