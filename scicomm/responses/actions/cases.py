"""Cases: opened by a question or a mention, assigned to an expert, closed without an answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.listening.models import Mention
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import require
from scicomm.responses.actions.clocks import due_fields
from scicomm.responses.enums import ENDED, CaseKind, CaseState, Origin, Urgency
from scicomm.responses.models import Asker, Case, Question
from scicomm.responses.permissions import (
    can_assign,
    can_close,
    can_handle,
    can_open_from_mention,
    person_has_interest,
)
from scicomm.responses.queries import home_unit
from scicomm.responses.rules import masked, title_of

# The entries hold titles without addresses and numbers, and ids; who asked never stands in the log.
OPENED = audit_entry("responses.case.open", gettext_lazy("Open case"), shred=nothing_personal)
ASSIGNED = audit_entry("responses.case.assign", gettext_lazy("Assign case"), shred=nothing_personal)
CLOSED = audit_entry("responses.case.close", gettext_lazy("Close case"), shred=nothing_personal)

LONGEST_DETAIL = 5000


class AlreadyDecided(ValidationError):
    """Somebody else did this, or something that rules it out, a moment ago."""


def locked_case(case: Case) -> Case:
    """The case as it stands now, locked until the end of the transaction."""
    return Case.objects.select_for_update(of=("self",)).select_related("unit", "expert", "officer").get(pk=case.pk)


def refuse_ended(case: Case) -> None:
    """Say so when a case has been answered or closed."""
    if case.state in ENDED:
        raise AlreadyDecided(_("This case is finished: %(state)s.") % {"state": case.get_state_display()})


def _subject(about: Dossier | Article | None) -> tuple[Unit, dict[str, Any], tuple[str, ...]]:
    """The unit of what a case is about, the fields that name it, and its references."""
    if isinstance(about, Dossier):
        references = [ref("newsroom", "story", about.story_id)]
        if about.article_id:
            references.append(ref("journals", "article", about.article_id))
        return about.unit, {"dossier": about, "article": about.article}, tuple(references)
    if isinstance(about, Article):
        return about.unit, {"article": about}, (ref("journals", "article", about.pk),)
    return home_unit(), {}, ()


def _opened(case: Case, about: tuple[str, ...], acting_user: Any) -> Case:
    audit(OPENED, case, user=acting_user, new=case.title)
    record(
        facts.CaseOpened(
            unit_id=case.unit_id, subject=ref("responses", "case", case.pk), about=about,
            actor_id=getattr(acting_user, "pk", None), question=case.title, origin=str(case.origin),
            due_on=case.due_on.isoformat(),
        )
    )  # fmt: skip
    return case


def _check_question(text: str, about: Dossier | Article | None) -> None:
    if not text or len(text) > 300:
        raise ValidationError(_("Write your question in one or two sentences, 300 characters at most."))
    if isinstance(about, Dossier) and not Dossier.objects.public().filter(pk=about.pk).exists():
        raise ValidationError(_("There is no such story."))


@transaction.atomic
def ask_question(
    *,
    text: str,
    detail: str = "",
    asker_name: str = "",
    asker_email: str = "",
    language: str = "zh-hans",
    about: Dossier | Article | None = None,
    is_public_ok: bool = True,
    post_key: uuid.UUID | None = None,
) -> Case:
    """A reader asks: the question, its case with a deadline, and, where an address was left, whom to tell.

    The same post key gives the same case, so that a form posted twice is one question. A story that is not public cannot be
    asked about. A name without an address is not kept: it would serve nothing.
    """
    text, detail = " ".join(text.split()), detail.strip()[:LONGEST_DETAIL]
    _check_question(text, about)
    unit, fields, references = _subject(about)
    question, created = Question.objects.get_or_create(
        post_key=post_key or uuid.uuid4(),
        defaults={"text": text, "detail": detail, "language": language, "is_public_ok": is_public_ok, **fields},
    )
    if not created:
        return Case.objects.get(question=question)
    if asker_email:
        Asker.objects.create(question=question, name=asker_name.strip()[:80], email=asker_email.strip())
    now = timezone.now()
    case = Case.objects.create(
        unit=unit,
        title=title_of(text),
        origin=Origin.QUESTION,
        question=question,
        received_at=now,
        **due_fields(CaseKind.QUESTION, Urgency.NORMAL, now),
        **fields,
    )
    return _opened(case, references, None)


@transaction.atomic
def open_case_from_mention(mention: Mention, *, acting_user: Any) -> Case:
    """A response officer opens a case from a mention; opening it again gives the case that is there."""
    require(can_open_from_mention(acting_user, mention))
    now = timezone.now()
    about: Dossier | Article | None = mention.dossier or mention.article
    _unit, fields, references = _subject(about) if about else (mention.unit, {}, ())
    case, created = Case.objects.get_or_create(
        mention=mention,
        defaults={
            "unit": mention.unit,
            "title": title_of(mention.title),
            "origin": Origin.MENTION,
            "received_at": now,
            **due_fields(CaseKind.QUESTION, Urgency.NORMAL, now),
            "officer": acting_user,
            **fields,
        },
    )
    if not created:
        return case
    return _opened(case, (ref("listening", "mention", mention.pk), *references), acting_user)


@transaction.atomic
def assign_case(case: Case, *, expert: Person, acting_user: Any) -> Case:
    """Give a case to an expert. Giving it to the same one again changes nothing."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    refuse_ended(locked)
    if locked.expert_id == expert.pk:
        return locked
    if not can_assign(acting_user, locked):
        raise AlreadyDecided(_("The answer is under review; return it first."))
    if person_has_interest(expert, locked):
        raise ValidationError(_("%(name)s has an interest in this case.") % {"name": expert.name})
    old = locked.expert_id
    locked.expert, locked.officer = expert, acting_user
    if locked.state == CaseState.NEW:
        locked.state = CaseState.ASSIGNED
    locked.save(update_fields=["expert", "officer", "state"])
    audit(ASSIGNED, locked, user=acting_user, old=old, new=expert.pk)
    record(
        facts.CaseAssigned(
            unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk),
            about=(ref("organisation", "person", expert.pk),), actor_id=acting_user.pk, person_id=expert.pk,
        )
    )  # fmt: skip
    return locked


@transaction.atomic
def close_case(case: Case, *, reason: str, acting_user: Any) -> Case:
    """End a case without a public answer, and say why."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    refuse_ended(locked)
    require(can_close(acting_user, locked))
    reason = masked(" ".join(reason.split()))[:500]
    if not reason:
        raise ValidationError(_("Say why the case is closed."))
    old = locked.state
    locked.state, locked.closed_reason, locked.closed_at = CaseState.CLOSED, reason, timezone.now()
    locked.save(update_fields=["state", "closed_reason", "closed_at"])
    audit(CLOSED, locked, user=acting_user, old=old, new=reason)
    record(
        facts.CaseClosed(
            unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk), actor_id=acting_user.pk, reason=reason
        )
    )
    return locked
