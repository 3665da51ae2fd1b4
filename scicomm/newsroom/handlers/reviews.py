"""Letters about reviews: who is asked to sign, reminders, the scientist's link, and a story that came back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import on
from scicomm.facts.base import Fact, ref_parts
from scicomm.facts.newsroom import (
    ReviewReminded,
    ScientistAsked,
    StoryReleasedRapidly,
    StoryReturned,
    StoryReviewed,
    StorySubmitted,
)
from scicomm.newsroom.actions import note_asked, note_link_sent, token_of_link
from scicomm.newsroom.clients.review_letters import Letter, postman
from scicomm.newsroom.enums import StoryState
from scicomm.newsroom.models import Dossier, RoundStep, SignLink
from scicomm.newsroom.queries import letters_for_steps, signers_in_line
from scicomm.newsroom.rules import reviews as rules
from scicomm.organisation.models import Person


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _story(fact: Fact) -> int:
    return int(ref_parts(fact.subject)[1])


def _address(person: Person) -> str:
    return (person.user.email if person.user else "") or person.email


def _letter(to: str, subject: str, template: str, context: dict[str, Any], message_id: str) -> Letter:
    text = render_to_string(f"newsroom/mail/{template}.txt", {**context, "site": settings.WAGTAIL_SITE_NAME})
    return Letter(to, " ".join(subject.split()), text.strip(), f"<{message_id}@{_host()}>")


def _letters_about(step: RoundStep, kind: str, people: Sequence[Person]) -> list[Letter]:
    """One letter for each person about one step. The title stays out of it: mail is read on the way."""
    made = []
    for person in people:
        if not _address(person):
            continue
        with override("zh-hans" if person.name_zh else "en"):
            subjects = {
                "": _("A story waits for your %(step)s"),
                rules.BEFORE: _("Due soon: the %(step)s of a story"),
                rules.AFTER: _("Late: the %(step)s of a story"),
                rules.SUBSTITUTES: _("Late, also for substitutes: the %(step)s of a story"),
                rules.EDITORS: _("Nobody has signed: the %(step)s of a story"),
            }
            dossier = step.round.dossier
            page = "newsroom:review" if kind != rules.EDITORS else "newsroom_story"
            context = {
                "person": person, "step": step, "kind": kind, "unit": dossier.unit,
                "link": f"{settings.SITE_URL}{reverse(page, args=[dossier.story_id])}",
            }  # fmt: skip
            subject = subjects[kind] % {"step": step.get_kind_display()}
            number = f"review-{step.pk}-{kind or 'asked'}-{person.pk}"
            if step.opened_at:
                number += f"-{int(step.opened_at.timestamp())}"
            made.append(_letter(_address(person), subject, "review", context, number))
    return made


@on(StorySubmitted, StoryReviewed, StoryReleasedRapidly)
def on_steps_opened(fact: StorySubmitted | StoryReviewed | StoryReleasedRapidly, *, delivery_id: int) -> None:
    """Those whose step has come get a letter with the page on which they sign."""
    dossier = Dossier.objects.filter(story_id=_story(fact)).first()
    steps = letters_for_steps(dossier) if dossier else []
    if not steps:
        return
    postman().send([letter for step in steps for letter in _letters_about(step, "", signers_in_line(step))])
    note_asked([step.pk for step in steps])


@on(ReviewReminded)
def on_review_reminded(fact: ReviewReminded, *, delivery_id: int) -> None:
    """A reminder, unless the step was signed in the meantime."""
    step = (
        RoundStep.objects.to_sign()
        .select_related("round__dossier__unit", "round__dossier__story", "round__revision")
        .filter(pk=fact.step_id)
        .first()
    )
    if step is not None:
        postman().send(_letters_about(step, fact.kind, signers_in_line(step, fact.kind)))


@on(StoryReturned)
def on_story_returned(fact: StoryReturned, *, delivery_id: int) -> None:
    """The writer learns that the story came back, unless it was sent again already."""
    dossier = Dossier.objects.select_related("author__person", "unit").filter(
        story_id=_story(fact), state=StoryState.RETURNED, author__is_active=True
    ).first()  # fmt: skip
    person = getattr(dossier.author, "person", None) if dossier else None
    if dossier is None or person is None or not _address(person):
        return
    with override("zh-hans" if person.name_zh else "en"):
        link = f"{settings.SITE_URL}{reverse('newsroom_story', args=[dossier.story_id])}"
        context = {"person": person, "unit": dossier.unit, "link": link}
        letter = _letter(
            _address(person), _("A story came back to you"), "returned", context, f"returned-{delivery_id}"
        )
    postman().send([letter])


@on(ScientistAsked)
def on_scientist_asked(fact: ScientistAsked, *, delivery_id: int) -> None:
    """The link is made when it is sent, so that it never stands in the ledger."""
    number = ref_parts(fact.about[0])[1]
    link = SignLink.objects.select_related("step__round__dossier__unit").filter(pk=number, revoked_at=None).first()
    if link is None or link.sent_at or link.used_at:
        return
    with override(link.language):
        dossier = link.step.round.dossier
        context = {
            "row": link, "unit": dossier.unit, "embargo": dossier.embargo_until,
            "link": f"{settings.SITE_URL}{reverse('newsroom:sign', args=[token_of_link(link)])}",
        }  # fmt: skip
        subject = _("Please look over a text about your work, from %(unit)s") % {"unit": dossier.unit.name}
        letter = _letter(link.email, subject, "sign_link", context, f"sign-link-{link.pk}")
    postman().send([letter])
    note_link_sent(link)
