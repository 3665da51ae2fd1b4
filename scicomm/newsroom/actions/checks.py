"""Checks of a story: answering a finding, mending it with one button, keeping the record, and what links answered."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.stories import locked_dossier
from scicomm.newsroom.enums import IN_REVIEW, StoryState
from scicomm.newsroom.models import CheckRecord, Dossier, FindingAnswer, LinkAnswer, StoryPage
from scicomm.newsroom.permissions import can_answer_finding
from scicomm.newsroom.queries.checks import Told, blocking, findings_of, links_of, told_of
from scicomm.newsroom.rules.checks import Finding
from scicomm.organisation.permissions import require

ANSWERED = audit_entry("newsroom.finding.answer", gettext_lazy("Answer a finding"), shred=nothing_personal)
MENDED = audit_entry("newsroom.finding.mend", gettext_lazy("Mend a finding"), shred=nothing_personal)
_ASK_AGAIN_AFTER = dt.timedelta(hours=24)
_MOST_LINKS = 60


class FindingsStand(ValidationError):
    """The story cannot go into review: errors are neither mended nor answered."""


def refuse_errors(dossier: Dossier) -> None:
    """Refuse a story with errors nobody mended or answered; the refusal names them."""
    standing = blocking(dossier)
    if standing:
        raise FindingsStand([_("Not sent into review:"), *[told.words for told in standing[:5]]])


@transaction.atomic
def record_findings(dossier: Dossier, revision: Revision | None) -> CheckRecord:
    """Keep what the checks said of a revision that goes into review, warnings and answers included."""
    return CheckRecord.objects.create(
        dossier=dossier, revision=revision, findings=[_kept(told) for told in told_of(dossier)]
    )


def _kept(told: Told) -> dict[str, Any]:
    found = told.finding
    return {
        "code": found.code,
        "severity": found.severity.value,
        "key": found.key,
        "values": dict(found.values),
        "text": found.text,
        "paper": found.pair.paper if found.pair else "",
        "reason": told.answer.reason if told.answer else "",
    }


def _finding(dossier: Dossier, key: str) -> Finding:
    found = next((one for one in findings_of(dossier) if one.key == key), None)
    if found is None:
        raise ValidationError(_("This is not found in the text any more."))
    return found


@transaction.atomic
def answer_finding(story: StoryPage, *, key: str, reason: str, acting_user: Any) -> FindingAnswer:
    """Say why a finding may stand. Answering again replaces the reason; other words in the story void it."""
    dossier = locked_dossier(story)
    require(can_answer_finding(acting_user, dossier))
    if not reason.strip():
        raise ValidationError(_("Say why this may stand."))
    found = _finding(dossier, key)
    answer, _created = FindingAnswer.objects.update_or_create(
        dossier=dossier,
        key=key,
        defaults={
            "code": found.code,
            "text": found.text,
            "reason": reason.strip()[:500],
            "answered_by": acting_user,
        },
    )
    audit(ANSWERED, story, user=acting_user, new=f"{found.code}: {answer.reason}")
    record(
        facts.StoryFindingAnswered(
            unit_id=dossier.unit_id,
            subject=ref("newsroom", "story", story.pk),
            actor_id=acting_user.pk,
            code=found.code,
            reason=answer.reason,
        )
    )
    return answer


@transaction.atomic
def mend_finding(story: StoryPage, *, key: str, acting_user: Any) -> Revision:
    """Press the finding's button: its words are replaced, or its line is added, in a new revision."""
    dossier = locked_dossier(story)
    require(can_answer_finding(acting_user, dossier))
    if dossier.state in IN_REVIEW or dossier.state in {StoryState.HELD, StoryState.WITHDRAWN}:
        raise ValidationError(_("The story is in review or held; take it back to change it."))
    found = _finding(dossier, key)
    if found.fix is None:
        raise ValidationError(_("This has no button; change the text in the editor."))
    draft: StoryPage = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    data = list(draft.body.raw_data)
    if found.fix.old:
        draft.title = draft.title.replace(found.fix.old, found.fix.new)
        draft.standfirst = draft.standfirst.replace(found.fix.old, found.fix.new)
        data = [_replaced(child, found.fix.old, found.fix.new) for child in data]
    else:
        data.append({"type": "paragraph", "value": f"<p>{html.escape(found.fix.new, quote=False)}</p>"})
    draft.body = draft.body.stream_block.to_python(data)
    revision = draft.save_revision(user=acting_user)
    audit(MENDED, story, user=acting_user, old=found.fix.old, new=found.fix.new)
    return revision


def _replaced(value: Any, old: str, new: str) -> Any:
    """A block's stored value with words replaced in every text, whatever blocks it is made of; names and ids stay."""
    if isinstance(value, str):
        return (
            value.replace(html.escape(old, quote=False), html.escape(new, quote=False))
            if "<" in value
            else value.replace(old, new)
        )
    if isinstance(value, dict):
        kept = {"type", "id"} if "type" in value and "value" in value else set()
        return {name: inner if name in kept else _replaced(inner, old, new) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, old, new) for inner in value]
    return value


@transaction.atomic
def want_links(story_id: int) -> int:
    """Note the links of a story's newest revision to be asked, unless they were asked within a day; returns how many."""
    story = StoryPage.objects.filter(pk=story_id).first()
    if story is None:
        return 0
    links = {link for _block, link in links_of(story.get_latest_revision_as_object())}
    now = timezone.now()
    wanted = 0
    for link in sorted(links)[:_MOST_LINKS]:
        row, created = LinkAnswer.objects.get_or_create(
            digest=hashlib.sha256(link.encode()).hexdigest(), defaults={"link": link, "wanted_at": now}
        )
        if not created and row.wanted_at is None and (row.asked_at is None or now - row.asked_at > _ASK_AGAIN_AFTER):
            LinkAnswer.objects.filter(pk=row.pk).update(wanted_at=now)
            wanted += 1
        wanted += created
    return wanted


def note_link_answers(answers: Iterable[tuple[int, int | None]]) -> None:
    """Keep what links answered, by row; None (nothing was asked) leaves the row as it was, and wants it no longer."""
    now = timezone.now()
    for pk, status in answers:
        if status is None:
            LinkAnswer.objects.filter(pk=pk).update(wanted_at=None)
        else:
            LinkAnswer.objects.filter(pk=pk).update(status=status, asked_at=now, wanted_at=None)
