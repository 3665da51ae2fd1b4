"""The mails of the newsletter: please confirm, you have it already, an issue, what became of a story in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.audiences.enums import Purpose, SubscriptionKind, SubscriptionState
from scicomm.audiences.models import Issue, OutgoingMail, Subscription
from scicomm.audiences.queries import readers_of, stories_in
from scicomm.audiences.rules import CONFIRM_WITHIN, confirm_token
from scicomm.audiences.tasks.letters.people import confirm_digest
from scicomm.audiences.tasks.letters.registry import Outcome, writes, writes_one
from scicomm.audiences.tasks.letters.writing import READER_HOLES, cut, list_headers, reader_values
from scicomm.audiences.tasks.links import Written, link
from scicomm.channels.queries import story_url
from scicomm.channels.rules import one_line
from scicomm.newsroom.models import ChangeKind, StoryState


@writes_one(Purpose.CONFIRM)
def confirm(mail: OutgoingMail, reader: Subscription) -> Written | None:
    if reader.kind == SubscriptionKind.DIGEST:
        return confirm_digest(mail, reader)
    # A newer request has its own mail; the older one would hold a dead link.
    if reader.state != SubscriptionState.PENDING or reader.confirm_key[:12] not in mail.message_id:
        return None
    context = {
        "confirm_url": link("confirm", confirm_token(reader.pk, reader.confirm_key)),
        "days": CONFIRM_WITHIN.days,
    }
    return _("Please confirm: do you want our newsletter?"), "confirm", context


@writes_one(Purpose.KNOWN)
def known(mail: OutgoingMail, reader: Subscription) -> Written | None:
    if reader.state != SubscriptionState.CONFIRMED:
        return None
    return _("You are subscribed already"), "known", reader_values(reader)


@writes(Purpose.ISSUE)
def prepare(mails: Sequence[OutgoingMail]) -> Iterator[tuple[OutgoingMail, Outcome]]:
    """The mails of issues: each issue is rendered once, with the stories that are public in this second."""
    by_issue: dict[int | None, list[OutgoingMail]] = {}
    for mail in mails:
        by_issue.setdefault(mail.issue_id, []).append(mail)
    issues = Issue.objects.select_related("unit").in_bulk([pk for pk in by_issue if pk])
    for pk, group in by_issue.items():
        yield from _of_issue(issues[pk] if pk else None, group)


def _of_issue(issue: Issue | None, mails: list[OutgoingMail]) -> Iterator[tuple[OutgoingMail, Outcome]]:
    with override(issue.language if issue else None):
        stories = stories_in(issue) if issue else []
    if issue is None or not stories:
        yield from ((mail, None) for mail in mails)
        return
    readers = readers_of(issue.unit, issue.language).filter(pk__in=[mail.subscription_id for mail in mails])
    wanting = set(readers.values_list("pk", flat=True))
    context = {"issue": issue, "unit": issue.unit, "stories": stories}
    stencil = cut("issue", context, subject=issue.subject, language=issue.language, names=READER_HOLES)
    name = f"{issue.unit.slug}.{issue.language}.newsletter"
    for mail in mails:
        reader = mail.subscription
        if reader.pk not in wanting:
            yield mail, None
            continue
        values = reader_values(reader)
        headers = list_headers(name, values["unsubscribe_url"], feedback=f"{issue.pk}:{issue.unit.slug}:newsletter")
        yield mail, stencil.fill(reader.email, values, headers=headers)


@writes_one(Purpose.CHANGE)
def change(mail: OutgoingMail, reader: Subscription) -> Written | None:
    """What became of a story that stood in an issue. Of a killed one nothing is repeated, and who left is told all the same."""
    what = mail.change
    if what is None:
        return None
    dossier = what.dossier
    killed = dossier.state == StoryState.KILLED
    if killed != (what.kind == ChangeKind.KILLED) or (not killed and reader.state != SubscriptionState.CONFIRMED):
        return None
    title = "" if killed else one_line(dossier.story.title)
    unit = dossier.unit.name
    subject = {
        ChangeKind.CORRECTED: _("Correction: %(title)s"),
        ChangeKind.UPDATED: _("Update: %(title)s"),
        ChangeKind.WITHDRAWN: _("Withdrawn: %(title)s"),
        ChangeKind.KILLED: _("%(unit)s asks you to delete a story"),
    }[ChangeKind(what.kind)] % {"title": title[:200], "unit": unit}
    context = {
        "change": what, "title": title, "unit": unit, "killed": killed, "url": story_url(dossier.story),
        **reader_values(reader),
    }  # fmt: skip
    return subject, "change", context
