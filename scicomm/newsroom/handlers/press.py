"""Mails to the members of the press room; each is made when it is sent, so that no link stands in the ledger."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.newsroom import PressNoticeMade
from scicomm.newsroom.actions import notice_sent
from scicomm.newsroom.clients import PressMail
from scicomm.newsroom.enums import PressNoticeKind, PressState, StoryState
from scicomm.newsroom.models import PressMember, PressNotice
from scicomm.newsroom.rules.press import INVITATION_HOLDS, INVITATION_SALT


def invitation_link(member: PressMember) -> str:
    """The address at which an invited journalist, and nobody else, joins; a newer invitation makes it void."""
    token = signing.dumps({"member": member.pk, "key": member.invite_key}, salt=INVITATION_SALT)
    return f"{settings.SITE_URL}{reverse('newsroom:press_join', args=[token])}"


@on(PressNoticeMade)
def on_press_notice(fact: PressNoticeMade, *, delivery_id: int) -> None:
    """Write one mail and send it; what no longer makes sense (an invitation that was taken up) is not sent."""
    rows = PressNotice.objects.select_related("member__unit", "dossier__story", "dossier__unit")
    notice = rows.filter(pk=ref_parts(fact.subject)[1], sent_at=None).first()
    if notice is None:
        return
    member = notice.member
    with override(member.language):
        written = _written(notice)
        if written is None:
            return
        subject, context = written
        text = render_to_string(f"newsroom/mail/press_{notice.kind}.txt", context)
    host = urlsplit(settings.SITE_URL).hostname
    PressMail().send(to=[member.email], subject=subject, text=text.strip(), message_id=f"<press-{notice.pk}@{host}>")
    notice_sent(notice)


def _written(notice: PressNotice) -> tuple[str, dict[str, Any]] | None:
    member, dossier = notice.member, notice.dossier
    context: dict[str, Any] = {
        "member": member, "unit": member.unit, "site": settings.SITE_URL,
        "press_url": f"{settings.SITE_URL}{reverse('newsroom:press')}",
    }  # fmt: skip
    if notice.kind == PressNoticeKind.INVITATION:
        if member.state != PressState.INVITED:
            return None
        context |= {"link": invitation_link(member), "days": INVITATION_HOLDS.days}
        return _("Invitation to the press room of %(unit)s") % {"unit": member.unit.name}, context
    if dossier is None:
        return None
    # The title of a killed story is gone from its row; of the others the reader knows it already.
    until = dossier.embargo_until
    context |= {
        "title": dossier.story.draft_title if dossier.state != StoryState.KILLED else "",
        "opened_on": member.openings.filter(dossier=dossier).order_by("opened_at").values_list("opened_at", flat=True).first(),
        "note": dossier.withdrawal_reason, "number": dossier.story_id, "story_unit": dossier.unit,
        "until": timezone.localtime(until) if until else None,
        "until_utc": until.astimezone(ZoneInfo("UTC")) if until else None,
    }  # fmt: skip
    return _SUBJECTS[PressNoticeKind(notice.kind)]() % {"unit": dossier.unit.name}, context


_SUBJECTS = {
    PressNoticeKind.MOVED: lambda: _("An embargo has moved: %(unit)s"),
    PressNoticeKind.LIFTED: lambda: _("An embargo was lifted early: %(unit)s"),
    PressNoticeKind.WITHDRAWN: lambda: _("A story was withdrawn: %(unit)s"),
    PressNoticeKind.DESTROY: lambda: _("Please destroy at once: a story of %(unit)s was killed"),
}
