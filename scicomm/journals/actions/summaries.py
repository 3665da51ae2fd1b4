"""Summaries in plain words: written, sent into review, approved onto the article's page or sent back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import journals as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article, PlainSummary
from scicomm.journals.permissions import can_review_summary, can_write_summary
from scicomm.organisation.permissions import person_of, require

WRITTEN = audit_entry("journals.summary.write", gettext_lazy("Write summary"), shred=nothing_personal)
SUBMITTED = audit_entry("journals.summary.submit", gettext_lazy("Send summary into review"), shred=nothing_personal)
APPROVED = audit_entry("journals.summary.approve", gettext_lazy("Approve summary"), shred=nothing_personal)
RETURNED = audit_entry("journals.summary.return", gettext_lazy("Return summary"), shred=nothing_personal)

MOST = 4000
State = PlainSummary.State


class ChangedMeanwhile(ValidationError):
    """Somebody else saved the text while this one was being written; nothing was stored, and both texts can be shown."""


@transaction.atomic
def write_summary(article: Article, language: str, text: str, *, acting_user: Any, seen: str = "") -> PlainSummary:
    """Save the open summary of an article in a language; begins one where there is none.

    `seen` is the moment of the text that was on the screen (empty: there was none). Refuses a text under review, and raises
    ChangedMeanwhile rather than write over what somebody else saved.
    """
    # The article's row is what two writers who begin at once are put in order by.
    locked = Article.objects.select_for_update(of=("self",)).select_related("journal__unit").get(pk=article.pk)
    require(can_write_summary(acting_user, locked))
    text = text.strip()
    if len(text) > MOST:
        raise ValidationError(
            _("At most %(most)d characters; these are %(count)d.") % {"most": MOST, "count": len(text)}
        )
    row = _open(locked, language)
    if row is None:
        row = PlainSummary(article=locked, language=language, author=acting_user)
    elif row.state == State.SUBMITTED:
        raise ValidationError(_("This summary is under review; it can be changed when the reviewer has decided."))
    elif seen != row.changed_at.isoformat() and text != row.text:
        raise ChangedMeanwhile(_("Somebody saved another text meanwhile. Yours is kept here; put the two together."))
    old = row.text if row.pk else None
    if old == text and row.article_version == locked.version:
        return row
    row.text, row.author, row.article_version = text, acting_user, locked.version
    row.full_clean(exclude=["author", "reviewer", "text"])
    row.save()
    audit(WRITTEN, row, user=acting_user, old=old, new=text)
    return row


def _open(article: Article, language: str) -> PlainSummary | None:
    rows = PlainSummary.objects.select_for_update(of=("self",)).filter(article=article, language=language)
    return rows.filter(state__in=PlainSummary.OPEN).first()


def _locked(summary: PlainSummary) -> PlainSummary:
    return (
        PlainSummary.objects.select_for_update(of=("self",))
        .select_related("article__journal__unit", "author")
        .get(pk=summary.pk)
    )


def _state(kind: Any, row: PlainSummary, user: Any, **values: Any) -> None:
    record(
        kind(
            unit_id=row.article.journal.unit_id,
            subject=ref("journals", "summary", row.pk),
            about=(ref("journals", "article", row.article_id),),
            actor_id=user.pk,
            language=row.language,
            **values,
        )
    )


@transaction.atomic
def submit_summary(summary: PlainSummary, *, acting_user: Any) -> PlainSummary:
    """Send a draft into review; again changes nothing. Refuses an empty text."""
    row = _locked(summary)
    require(can_write_summary(acting_user, row.article))
    if row.state == State.SUBMITTED:
        return row
    if row.state not in PlainSummary.OPEN:
        raise ValidationError(_("This summary was decided already; begin a new one."))
    if not row.text:
        raise ValidationError(_("There is no text yet."))
    row.state, row.submitted_at, row.author = State.SUBMITTED, timezone.now(), acting_user
    row.save(update_fields=["state", "submitted_at", "author", "changed_at"])
    audit(SUBMITTED, row, user=acting_user, new=row.text)
    _state(facts.SummarySubmitted, row, acting_user)
    return row


def _to_decide(summary: PlainSummary, user: Any, seen: str) -> PlainSummary:
    row = _locked(summary)
    require(can_review_summary(user, row))
    if row.state != State.SUBMITTED:
        raise ValidationError(_("This summary is not under review any more."))
    if seen and seen != row.changed_at.isoformat():
        raise ValidationError(_("The text changed while you read it. Please read it again."))
    return row


@transaction.atomic
def approve_summary(summary: PlainSummary, *, acting_user: Any, note: str = "", seen: str = "") -> PlainSummary:
    """A reviewer who did not write it approves a summary: it stands on the article's page, with the reviewer's name.

    An older approved one in the same language is replaced and kept. The source's own summary is not touched.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=summary.article_id)
    row = _to_decide(summary, acting_user, seen)
    PlainSummary.objects.filter(article=article, language=row.language, state=State.APPROVED).update(
        state=State.REPLACED
    )
    row.state, row.reviewer, row.note, row.decided_at = State.APPROVED, acting_user, note.strip(), timezone.now()
    row.save()
    person = person_of(acting_user)
    names = [person.name_zh or person.name_en, person.name_en] if person else [acting_user.get_full_name()] * 2
    shown = {
        "text": row.text,
        "reviewer_zh": names[0],
        "reviewer_en": names[1],
        "on": timezone.localdate(row.decided_at).isoformat(),
        "version": row.article_version,
    }
    article.reviewed_summaries = {**article.reviewed_summaries, row.language: shown}
    article.save(update_fields=["reviewed_summaries", "changed_at"])
    audit(APPROVED, row, user=acting_user, new=row.text, note=row.note)
    _state(facts.SummaryApproved, row, acting_user, article_version=row.article_version)
    return row


@transaction.atomic
def return_summary(summary: PlainSummary, *, acting_user: Any, note: str, seen: str = "") -> PlainSummary:
    """A reviewer sends a summary back and says what to mend."""
    row = _to_decide(summary, acting_user, seen)
    if not note.strip():
        raise ValidationError({"note": _("Say what to mend: the writer reads it.")})
    row.state, row.reviewer, row.note, row.decided_at = State.RETURNED, acting_user, note.strip(), timezone.now()
    row.save()
    audit(RETURNED, row, user=acting_user, new=row.note)
    _state(facts.SummaryReturned, row, acting_user, note=row.note)
    return row
