"""Reviews: who may sign which step, ask a scientist, release rapidly, tick off marks; and what a link opens."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.crypto import constant_time_compare

from scicomm.newsroom.enums import Step, StepState
from scicomm.newsroom.models import Dossier, Mark, RoundStep, SignLink, SignOff, StoryPage
from scicomm.newsroom.permissions.stories import dossiers_for
from scicomm.newsroom.rules.sign_links import digest_of, link_number
from scicomm.organisation.permissions import EDITORS, Role, allowed, holds, holds_here, units_under


def steps_to_sign(user: Any, dossier: Dossier) -> QuerySet[RoundStep]:
    """The steps of a story that the user may sign now, in their order; after-reviews included."""
    steps = RoundStep.objects.open_for(user).filter(round__dossier=dossier)
    return steps.select_related("round__revision", "round__dossier").order_by("round__opened_at", "position")


def can_sign(user: Any, dossier: Dossier, step: Step | None = None) -> bool:
    """Whether a step of the review under way waits for this user's signature."""
    steps = steps_to_sign(user, dossier).filter(state=StepState.OPEN)
    return (steps.filter(kind=step) if step else steps).exists()


def get_review_for(user: Any, identifier: object) -> StoryPage:
    """A story that waits for the user's signature, or that they may meet anyway."""
    mine = RoundStep.objects.open_for(user).values("round__dossier_id")
    signed = SignOff.objects.filter(reviewer_id=user.pk or -1).values("dossier_id")
    stories = (
        dossiers_for(user).values("story_id")
        | Dossier.objects.filter(pk__in=mine).values("story_id")
        | Dossier.objects.filter(pk__in=signed).values("story_id")
    )
    return allowed(StoryPage.objects.filter(pk__in=stories).select_related("dossier__unit"), identifier)


def can_ask_scientist(user: Any, dossier: Dossier) -> bool:
    """Editors of the story's unit send its text to a scientist, and take the link back."""
    return holds_here(user, EDITORS, dossier.unit)


def get_link_for(user: Any, identifier: object) -> SignLink:
    """A link of a story that the user may meet."""
    links = SignLink.objects.filter(step__round__dossier__in=dossiers_for(user).values("pk"))
    return allowed(links.select_related("step__round__dossier__story", "step__round__dossier__unit"), identifier)


def sign_link_of(token: str) -> SignLink:
    """The link of a token. A forged one and one that never was look alike: 404."""
    number = link_number(token)
    found = (
        SignLink.objects.select_related(
            "step__round__dossier__story", "step__round__dossier__unit", "step__round__revision"
        )
        .filter(pk=number or 0)
        .first()
    )
    # Compared also where there is no such link, so that the answer takes as long.
    if not constant_time_compare(digest_of(token), found.digest if found else "0" * 64) or found is None:
        raise Http404
    return found


def can_release_rapidly(user: Any, dossier: Dossier, kind: str | None) -> bool:
    """Who may sign the rapid step of the story's plan, whether or not it is that step's turn."""
    if kind is None or not user.is_authenticated:
        return False
    steps = RoundStep.objects.turned_to(kind, dossier)
    return steps.entitling(user).exists()


def can_tick_marks(user: Any, dossier: Dossier) -> bool:
    """Who revises the text: its writer, and editors of its unit."""
    return (user.pk is not None and dossier.author_id == user.pk) or holds_here(user, EDITORS, dossier.unit)


def get_mark_for(user: Any, identifier: object) -> Mark:
    marks = Mark.objects.filter(sign_off__dossier__in=dossiers_for(user).values("pk"))
    return allowed(marks.select_related("sign_off__dossier__unit", "sign_off__dossier__story"), identifier)


def get_after_step_for(user: Any, identifier: object) -> RoundStep:
    """A step whose reviewer objected after a rapid release."""
    steps = RoundStep.objects.filter(round__dossier__in=dossiers_for(user).values("pk"), state=StepState.OBJECTED)
    return allowed(steps.select_related("round__dossier__unit", "round__dossier__story"), identifier)


def can_deal_with_objection(user: Any, dossier: Dossier) -> bool:
    """Editors of the unit, and final reviewers for it, say what was done about an objection."""
    return holds_here(user, EDITORS, dossier.unit) or holds(user, [Role.FINAL_REVIEWER], dossier.unit)


def secrecy_decisions_for(user: Any) -> QuerySet[SignOff]:
    """The log of secrecy reviews, for those who do them and for administrators, of their units and below."""
    units = units_under(user, [Role.SECRECY_REVIEWER, Role.ADMINISTRATOR])
    return SignOff.objects.filter(step=Step.SECRECY, dossier__unit__in=units)
