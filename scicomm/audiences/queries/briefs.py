"""Reads of briefs: the register with its figures, the paper of one copy, which letters are due."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.audiences.enums import BriefState
from scicomm.audiences.models import Brief, BriefCopy
from scicomm.audiences.permissions.briefs import briefs_for
from scicomm.audiences.rules.briefs import Paper, brief_token, sections_of
from scicomm.channels.rules import absolute


def briefs_listed(user: Any, state: str = "", words: str = "") -> QuerySet[Brief]:
    """The register of briefs the user knows, with how many copies went out, were read, were answered."""
    rows = briefs_for(user)
    if state:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(summary__icontains=words))
    return rows.order_by("-created_at", "-pk").annotate(
        sent=Count("copies", filter=Q(copies__mailed_at__isnull=False)),
        read=Count("copies", filter=Q(copies__opened_at__isnull=False)),
        answered=Count("copies", filter=Q(copies__answered_at__isnull=False)),
    )


def copies_of(brief: Brief) -> QuerySet[BriefCopy]:
    return brief.copies.annotate(times=Count("openings")).order_by("number")


def readable(copy: BriefCopy, now: dt.datetime) -> str:
    """Why a copy can no longer be read; empty when it can: `recalled`, `expired`, `withdrawn` (this copy alone)."""
    brief = copy.brief
    if brief.state == BriefState.RECALLED:
        return "recalled"
    if copy.withdrawn_at:
        return "withdrawn"
    if brief.state != BriefState.ISSUED or (brief.expires_at and brief.expires_at <= now):
        return "expired"
    return ""


def paper_of(copy: BriefCopy) -> Paper:
    """The paper of one copy, in the brief's language, marked with its reader."""
    brief = copy.brief
    with override(brief.language):
        day = timezone.localdate(brief.issued_at) if brief.issued_at else timezone.localdate()
        reader = " ".join(part for part in (copy.organisation, copy.post, copy.name) if part)
        until = date_format(timezone.localtime(brief.expires_at), "DATE_FORMAT") if brief.expires_at else ""
        names = [person.name for person in brief.experts.all()]
        return Paper(
            title=brief.title,
            unit=brief.unit.name,
            number=_("Brief %(number)s") % {"number": brief.number or _("draft")},
            kind=str(brief.get_kind_display()),
            day=date_format(day, "DATE_FORMAT"),
            language="en" if brief.language == "en" else "zh",
            circulation=str(brief.get_circulation_display()),
            watermark=_("Copy %(number)d · %(reader)s") % {"number": copy.number, "reader": reader},
            copy=_("Copy %(number)d for %(reader)s") % {"number": copy.number, "reader": reader},
            summary=brief.summary,
            sections=sections_of(brief.kind, brief.texts),
            colophon=[
                *([_("Experts: %(names)s") % {"names": "、".join(names)}] if names else []),
                *([_("Readable until %(day)s") % {"day": until}] if until else []),
            ],
        )


def copy_link(copy: BriefCopy) -> str:
    """The absolute address of a copy; the token is made anew each time and kept nowhere."""
    with override(copy.brief.language):
        return absolute(
            reverse("audiences:brief", args=[brief_token(settings.SECRET_KEY, copy.pk, copy.salt)]), settings.SITE_URL
        )


def brief_letters_due(now: dt.datetime) -> QuerySet[BriefCopy]:
    """Copies whose letter has to go out (or the word that the brief was recalled)."""
    return BriefCopy.objects.filter(mail_due_at__lte=now).select_related("brief__unit").order_by("mail_due_at", "pk")


def briefs_over(now: dt.datetime) -> QuerySet[Brief]:
    return Brief.objects.filter(state=BriefState.ISSUED, expires_at__lte=now)


def brief_figures(user: Any, year: int) -> dict[str, int]:
    """The year of a user's briefs in numbers: issued, copies, read, answered, adopted (in whole or in part)."""
    rows = BriefCopy.objects.filter(brief__in=briefs_for(user), brief__year=year)
    found = rows.aggregate(
        copies=Count("pk"),
        read=Count("pk", filter=Q(opened_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        adopted=Count("pk", filter=Q(adoption__in=["adopted", "partly", "passed_on"])),
        issued=Count("brief", distinct=True),
    )
    return {name: int(value or 0) for name, value in found.items()}
