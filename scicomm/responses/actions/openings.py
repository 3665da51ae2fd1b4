"""Cases opened on the desk: a note of a call, an enquiry of the press, a hot topic."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.facts.base import ref
from scicomm.listening.models import Claim, HotTopic
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require
from scicomm.responses.actions.cases import LONGEST_DETAIL, _opened, _subject
from scicomm.responses.actions.clocks import due_fields
from scicomm.responses.enums import CaseKind, Origin, Urgency
from scicomm.responses.models import Asker, Case, Question
from scicomm.responses.permissions import can_handle
from scicomm.responses.rules import title_of


@transaction.atomic
def note_question(
    *,
    unit: Unit,
    text: str,
    detail: str = "",
    origin: str = Origin.PHONE,
    kind: str = CaseKind.QUESTION,
    urgency: str = Urgency.NORMAL,
    outlet: str = "",
    wanted_by: dt.datetime | None = None,
    asker_name: str = "",
    asker_email: str = "",
    received_at: dt.datetime | None = None,
    language: str = "zh-hans",
    post_key: uuid.UUID | None = None,
    acting_user: Any,
) -> Case:
    """An officer notes what somebody asked by telephone or mail; the same post key gives the same case."""
    require(can_handle(acting_user, unit))
    text = " ".join(text.split())
    if not text or len(text) > 300:
        raise ValidationError(_("Write the question in one or two sentences, 300 characters at most."))
    if origin not in {Origin.PHONE, Origin.MAIL}:
        raise ValidationError(_("Say how the question came in."))
    received = received_at or timezone.now()
    if received > timezone.now() + dt.timedelta(minutes=5):
        raise ValidationError(_("The question cannot have come in later than now."))
    question, created = Question.objects.get_or_create(
        post_key=post_key or uuid.uuid4(),
        defaults={"text": text, "detail": detail.strip()[:LONGEST_DETAIL], "language": language, "is_public_ok": False},
    )
    if not created:
        return Case.objects.get(question=question)
    if asker_email:
        Asker.objects.create(question=question, name=asker_name.strip()[:80], email=asker_email.strip())
    case = Case.objects.create(
        unit=unit, title=title_of(text), origin=origin, question=question, received_at=received, officer=acting_user,
        outlet=outlet.strip()[:200], wanted_by=wanted_by, **due_fields(kind, urgency, received),
    )  # fmt: skip
    return _opened(case, (), acting_user)


@transaction.atomic
def open_case_from_topic(topic: HotTopic, *, unit: Unit, claim: Claim | None = None, acting_user: Any) -> Case:
    """A response officer opens a case from a hot topic, perhaps about a claim that is told in it; an open one of the unit
    about it is given again."""
    require(can_handle(acting_user, unit))
    HotTopic.objects.select_for_update().get(pk=topic.pk)
    if claim and not claim.claim_copies.filter(mention__topic=topic).exists():
        raise ValidationError(_("This claim is not told in the topic."))
    known = Case.objects.open().filter(topic=topic, unit=unit).first()
    if known:
        return known
    now = timezone.now()
    dossier = topic.dossier
    case = Case.objects.create(
        unit=unit, title=title_of(topic.title), origin=Origin.TOPIC, topic=topic, received_at=now, officer=acting_user,
        claim=claim, dossier=dossier, article=dossier.article if dossier else None,
        **due_fields(CaseKind.CLAIM, Urgency.HIGH, now),
    )  # fmt: skip
    references = _subject(dossier)[2] if dossier else ()
    return _opened(case, (ref("listening", "topic", topic.pk), *references), acting_user)
