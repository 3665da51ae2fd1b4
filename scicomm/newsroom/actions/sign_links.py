"""A scientist signs by a link: asked, sent, opened, decided, revoked."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.core.ledger import record
from scicomm.core.workdays import add_working_days
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.marks import MarkMade
from scicomm.newsroom.actions.rapid import after_decision
from scicomm.newsroom.actions.reviews import Decision, go_on, send_back, sign
from scicomm.newsroom.actions.rounds import open_round_of
from scicomm.newsroom.actions.stories import AlreadyDone, locked_dossier
from scicomm.newsroom.enums import Step, StepState, Verdict
from scicomm.newsroom.models import Dossier, ReviewOpening, ReviewRound, RoundStep, SignLink, StoryPage
from scicomm.newsroom.permissions import can_ask_scientist
from scicomm.newsroom.rules.reviews import DUE_DAYS
from scicomm.newsroom.rules.sign_links import digest_of, token_for
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import require

ASKED = audit_entry("newsroom.sign_link.ask", gettext_lazy("Ask scientist to sign"), shred=shred_fields("new"))
REVOKED = audit_entry("newsroom.sign_link.revoke", gettext_lazy("Take back link to sign"), shred=shred_fields("old"))


def token_of_link(link: SignLink) -> str:
    """The token of a link, made again from the site's secret: it is kept nowhere."""
    return token_for(settings.SECRET_KEY, link.pk, link.salt, link.expires_at)


def _scientist_step(dossier: Dossier) -> RoundStep:
    """The step a scientist signs, where the story is; where its plan has none, an optional one beside what waits now."""
    after = RoundStep.objects.filter(round__dossier=dossier, kind=Step.SCIENTIST, state=StepState.AFTER).last()
    if after:
        return after
    made = open_round_of(dossier)
    if made is None:
        raise ValidationError(_("Send the story into review first: the scientist signs the revision under review."))
    if made.steps.filter(kind=Step.SECRECY).exclude(state=StepState.SIGNED).exists():
        raise ValidationError(_("The secrecy review comes first: nothing leaves the house before it."))
    known = made.steps.filter(kind=Step.SCIENTIST).first()
    if known is None:
        last = made.steps.order_by("-position").first()
        return RoundStep.objects.create(
            round=made, kind=Step.SCIENTIST, position=(last.position if last else 0) + 1, required=False, parallel=True,
            state=StepState.OPEN, opened_at=timezone.now(),
            due_on=add_working_days(timezone.localdate(), DUE_DAYS),
        )  # fmt: skip
    if known.state != StepState.OPEN:
        raise ValidationError(_("It is not the scientist's turn yet, or they have signed already."))
    return known


@transaction.atomic
def ask_scientist(
    story: StoryPage, *, acting_user: Any, person: Person | None = None, called: str = "", email: str = "",
    language: str = "zh-hans", days: int | None = None,
) -> SignLink:  # fmt: skip
    """Make a link for one scientist and one revision; a letter with it follows. Asking the same address again
    replaces the link."""
    dossier = locked_dossier(story)
    require(can_ask_scientist(acting_user, dossier))
    email = email.strip() or (person.email if person else "")
    called = called.strip() or (str(person) if person else "")
    if not email or not called:
        raise ValidationError(_("The link needs a name and an e-mail address to go to."))
    step = _scientist_step(dossier)
    now = timezone.now()
    step.sign_links.filter(email__iexact=email, used_at=None, revoked_at=None).update(revoked_at=now)
    salt = secrets.token_hex(16)
    expires = (now + dt.timedelta(days=days or settings.SCICOMM_SIGN_LINK_DAYS)).replace(microsecond=0)
    link = SignLink.objects.create(
        step=step, person=person, called=called, email=email, language=language, salt=salt, digest=salt,
        made_by=acting_user, expires_at=expires,
    )  # fmt: skip
    link.digest = digest_of(token_of_link(link))
    link.save(update_fields=["digest"])
    audit(ASKED, dossier.story, user=acting_user, new=f"{called} <{email}>", link=link.pk)
    record(
        facts.ScientistAsked(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id),
            about=(ref("newsroom", "sign_link", link.pk),), actor_id=acting_user.pk, revision_id=step.round.revision_id,
        )
    )  # fmt: skip
    return link


@transaction.atomic
def note_link_sent(link: SignLink) -> None:
    """The letter went out."""
    SignLink.objects.filter(pk=link.pk, sent_at=None).update(sent_at=timezone.now())


@transaction.atomic
def revoke_link(link: SignLink, *, acting_user: Any) -> SignLink:
    """Take a link back before it is used; again gives the same."""
    story = link.step.round.dossier.story
    dossier = locked_dossier(story)
    require(can_ask_scientist(acting_user, dossier))
    link = SignLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.used_at:
        raise AlreadyDone(_("The scientist has decided already."))
    if link.revoked_at:
        return link
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    audit(REVOKED, story, user=acting_user, old=link.called, link=link.pk)
    record(
        facts.ScientistLinkRevoked(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", story.pk),
            about=(ref("newsroom", "sign_link", link.pk),), actor_id=acting_user.pk,
        )
    )  # fmt: skip
    return link


@transaction.atomic
def note_opening(
    made: ReviewRound, revision: Revision, *, user: Any = None, link: SignLink | None = None
) -> ReviewOpening:
    """Keep that somebody who was asked opened the text. It decides nothing and changes nothing else."""
    return ReviewOpening.objects.create(round=made, revision=revision, user=user, link=link)


@transaction.atomic
def decide_by_link(link: SignLink, *, approve: bool, note: str = "", marks: Iterable[MarkMade] = ()) -> Dossier:
    """The scientist's one decision: approve (a note or marks are their remarks), or ask for changes."""
    dossier = locked_dossier(link.step.round.dossier.story)
    link = SignLink.objects.select_for_update(of=("self",)).select_related("step__round__revision").get(pk=link.pk)
    now = timezone.now()
    if not link.is_valid(now):
        raise AlreadyDone(_("This link has been used, taken back, or has run out."))
    link.used_at = now
    link.save(update_fields=["used_at"])
    decision = Decision(dossier, link.step.round, link.step)
    if link.step.state == StepState.AFTER:
        verdict = Verdict.APPROVED if approve else Verdict.OBJECTED
        return after_decision(decision, acting_user=None, verdict=verdict, note=note, link=link, marks=marks)
    if not approve:
        return send_back(decision, acting_user=None, note=note, link=link, marks=marks)
    sign(decision, acting_user=None, note=note, link=link, marks=marks)
    return go_on(decision, acting_user=None, note=note)
