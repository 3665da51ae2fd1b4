"""Newsletter issues: built from what was released since the last one, sent, closed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from scicomm.audiences.enums import OPEN_MAILS, IssueState, MailState, Purpose
from scicomm.audiences.models import Issue, IssueItem, OutgoingMail
from scicomm.audiences.permissions import can_send_issue
from scicomm.audiences.queries import last_issue_at, readers_of
from scicomm.audiences.rules import is_due, message_id
from scicomm.channels.actions import deliver_release, ensure_channels
from scicomm.channels.models import Channel, Release
from scicomm.channels.queries import newsletters, waiting_releases
from scicomm.channels.rules import one_line
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import audiences as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

ISSUE_BUILT = audit_entry("audiences.issue.build", gettext_lazy("Build newsletter issue"), shred=nothing_personal)
ISSUE_SENT = audit_entry("audiences.issue.send", gettext_lazy("Newsletter issue sent"), shred=nothing_personal)

MOST_STORIES = 50
BATCH = 1000


class NothingToSend(ValidationError):
    """There is no new story for an issue, or nobody who would get it."""


def _subject(channel: Channel, releases: list[Release]) -> str:
    title = one_line(releases[0].dossier.story.title)
    with override(channel.language):
        return _("%(unit)s: %(title)s") % {"unit": channel.unit.short_name, "title": title[:200]}


@transaction.atomic
def build_issue(channel: Channel, *, acting_user: Any = None, extra: bool = False) -> Issue | None:
    """Make the issue of today and one mail for each confirmed reader; None when there is nothing new or nobody to tell.

    `extra` allows a further issue on the same day; without it a second call on a day makes nothing. A story stands in one
    issue only, by a constraint of the database.
    """
    channel = Channel.objects.select_for_update(of=("self",)).select_related("unit").get(pk=channel.pk)
    today = timezone.localdate().isoformat()
    known = Issue.objects.filter(unit=channel.unit, language=channel.language, period__startswith=today).count()
    if known and not extra:
        return None
    releases = list(waiting_releases(channel).filter(issue_item__isnull=True)[:MOST_STORIES])
    readers = readers_of(channel.unit, channel.language)
    if not releases or not readers.exists():
        return None
    issue = Issue.objects.create(
        unit=channel.unit,
        language=channel.language,
        period=f"{today}.{known + 1}" if known else today,
        subject=_subject(channel, releases),
        state=IssueState.SENDING,
    )
    IssueItem.objects.bulk_create(
        IssueItem(issue=issue, release=release, position=position) for position, release in enumerate(releases)
    )
    _queue(issue, list(readers.values_list("pk", flat=True)))
    audit(ISSUE_BUILT, issue, user=acting_user, new={"stories": len(releases), "period": issue.period})
    return issue


def _queue(issue: Issue, readers: list[int]) -> None:
    now = timezone.now()
    OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(
                purpose=Purpose.ISSUE,
                issue=issue,
                subscription_id=reader,
                message_id=message_id("issue", issue.pk, reader, settings.SITE_URL),
                next_try_at=now,
            )
            for reader in readers
        ),
        batch_size=BATCH,
    )


def build_due_issues() -> int:
    """Make the issue of every newsletter whose day has come, each in its own transaction; returns how many."""
    built = 0
    for channel in newsletters():
        if is_due(last_issue_at(channel), channel.every_days, timezone.now()) and build_issue(channel):
            built += 1
    return built


@transaction.atomic
def send_issue_now(unit: Unit, language: str, *, acting_user: Any) -> Issue:
    """Send what is new to the readers of a unit at once, without waiting for the day."""
    require(can_send_issue(acting_user, unit))
    ensure_channels(unit)
    channel = newsletters(language).filter(unit=unit).first()
    if channel is None:
        raise NothingToSend(_("This newsletter is switched off."))
    issue = build_issue(channel, acting_user=acting_user, extra=True)
    if issue:
        return issue
    if readers_of(unit, language).exists():
        raise NothingToSend(_("There is no new story since the last issue."))
    raise NothingToSend(
        _("Nobody has a confirmed subscription to this newsletter yet. The stories wait for the first reader.")
    )


def finish_issue(issue_id: int) -> None:
    """Close an issue once no mail of it is open: receipts for its releases, and the fact, once.

    An issue that reached nobody because every mail failed stays open for a retry; one that nobody wanted any more gives its
    stories back to the next issue. Call inside a transaction.
    """
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=issue_id)
    mails = OutgoingMail.objects.filter(issue=issue)
    if mails.filter(state__in=OPEN_MAILS).exists():
        return
    reached = mails.filter(state=MailState.SENT).count()
    if issue.state == IssueState.SENT:
        Issue.objects.filter(pk=issue.pk).update(recipients=reached)
        return
    if reached == 0 and mails.filter(state=MailState.FAILED).exists():
        return
    issue.state, issue.sent_at, issue.recipients = IssueState.SENT, timezone.now(), reached
    issue.save(update_fields=["state", "sent_at", "recipients"])
    if reached == 0:
        IssueItem.objects.filter(issue=issue).delete()
        return
    _account_for(issue)


def _account_for(issue: Issue) -> None:
    items = issue.items.select_related("release__dossier")
    stories = [item.release.dossier.story_id for item in items]
    for item in items:
        deliver_release(item.release, outside_id=f"issue-{issue.pk}")
    audit(ISSUE_SENT, issue, user=None, new=issue.recipients)
    record(
        facts.NewsletterSent(
            unit_id=issue.unit_id,
            subject=ref("audiences", "issue", issue.pk),
            about=tuple(ref("newsroom", "story", story) for story in stories),
            recipients=issue.recipients,
        )
    )
