"""The pages a user may meet in the staff screens, and those they may link to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from scicomm.organisation.enums import OVERSEERS
from scicomm.organisation.models import UnitPage
from scicomm.organisation.permissions.units import units_under


def pages_for(user: Any) -> QuerySet[Page]:
    """The pages a user may meet in the staff screens, drafts included: those of the units they oversee, their own, and the
    frame that all share (the root and the academy's home pages). What they may do there, Wagtail's page rights decide."""
    sites = UnitPage.objects.filter(unit__in=units_under(user, OVERSEERS)).values_list("path", flat=True)
    reach = Q(owner_id=user.pk or -1) | Q(depth__lte=2)
    for path in sites:
        reach |= Q(path__startswith=path)
    return Page.objects.filter(reach)


def choosable_pages_for(user: Any) -> QuerySet[Page]:
    """The pages a user may link to: what is public, and what they may meet anyway."""
    return pages_for(user) | Page.objects.live().public()
