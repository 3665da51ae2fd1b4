"""Reviews: what waits for whom, where a story's round stands, which marks are open, whether secrecy review has cleared a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from scicomm.newsroom.enums import RoundState, Step, StepState, StoryState, Verdict
from scicomm.newsroom.models import Absence, Dossier, Mark, ReviewRound, RoundStep, SignLink, SignOff
from scicomm.newsroom.queries.plans import plan_of_story as _plan
from scicomm.newsroom.queries.plans import preview, signers_of, steps_of_plan
from scicomm.newsroom.rules.reviews import EDITORS as LETTER_EDITORS
from scicomm.newsroom.rules.reviews import SUBSTITUTES as LETTER_SUBSTITUTES
from scicomm.organisation.models import Appointment, Person
from scicomm.organisation.permissions import EDITORS, Role, units_here, units_under

# What has no day of its own comes after what has one, whatever the database thinks of nothing.
SOONEST = F("due_on").asc(nulls_last=True)


def reviews_waiting_for(user: Any) -> QuerySet[Dossier]:
    """Stories with a step the user may sign now; `due_on` is the nearest of their days, the most pressing first."""
    steps = RoundStep.objects.open_for(user).filter(state=StepState.OPEN)
    return (
        Dossier.objects.filter(review_rounds__steps__in=steps)
        .annotate(due_on=Min("review_rounds__steps__due_on"))
        .select_related("story", "unit")
        .order_by(F("due_on").asc(nulls_last=True), "changed_at")
    )


def after_reviews_waiting_for(user: Any) -> QuerySet[RoundStep]:
    """Steps that a rapid release left for later and that the user may sign."""
    steps = RoundStep.objects.open_for(user).filter(state=StepState.AFTER)
    return steps.select_related("round__dossier__story", "round__dossier__unit").order_by(SOONEST, "pk")


def objections_waiting_for(user: Any) -> QuerySet[RoundStep]:
    """After-reviews that objected and that nobody has dealt with: for editors of the unit and final reviewers for it. A story
    withdrawn, or corrected since, is dealt with."""
    objected = SignOff.objects.filter(round_step=OuterRef("pk"), verdict=Verdict.OBJECTED)
    units = Q(round__dossier__unit__in=units_here(user, EDITORS)) | Q(
        round__dossier__unit__in=units_under(user, [Role.FINAL_REVIEWER])
    )
    steps = RoundStep.objects.filter(units, state=StepState.OBJECTED, dealt_with_at=None)
    steps = steps.exclude(round__dossier__state=StoryState.WITHDRAWN)
    later = objected.filter(made_at__lt=F("round_step__round__dossier__corrected_at"))
    steps = steps.filter(~Exists(later))
    return steps.select_related("round__dossier__story", "round__dossier__unit").order_by("round__dossier__changed_at")


def scientists_to_ask(user: Any) -> QuerySet[RoundStep]:
    """Scientists' steps whose turn it is and for which nobody holds a valid link: editors of the unit name somebody."""
    valid = SignLink.objects.filter(step=OuterRef("pk"), revoked_at=None, expires_at__gt=timezone.now())
    steps = RoundStep.objects.to_sign().filter(kind=Step.SCIENTIST, round__dossier__unit__in=units_here(user, EDITORS))
    steps = steps.filter(~Exists(valid), required=True)
    return steps.select_related("round__dossier__story", "round__dossier__unit").order_by(SOONEST, "pk")


def round_of(dossier: Dossier) -> ReviewRound | None:
    """The newest round of a story."""
    return dossier.review_rounds.select_related("plan__unit", "revision").order_by("-opened_at", "-pk").first()


@dataclass(frozen=True)
class StepShown:
    """One step as the desk shows it: what it is, who signed, who may, by when."""

    label: str
    step: Any
    signed: list[SignOff]
    holders: list[Person]
    links: list[SignLink]
    waits: bool
    late: bool

    @property
    def done(self) -> bool:
        return self.step.state == StepState.SIGNED


def steps_of(dossier: Dossier) -> list[StepShown]:
    """The steps of the newest round, or, before the first, those of the plan that would hold."""
    made = round_of(dossier)
    if made is None or made.revision_id != dossier.reviewed_revision_id:
        shown = preview(dossier.unit, steps_of_plan(_plan(dossier)))
        return [
            StepShown(row.step.get_kind_display(), row.step, [], row.people[:5], [], waits=False, late=False)
            for row in shown
        ]
    today = timezone.localdate()
    given: dict[int, list[SignOff]] = {}
    for sign in dossier.sign_offs.filter(round_step__round=made).select_related("reviewer__person", "link"):
        given.setdefault(sign.round_step_id or 0, []).append(sign)
    rows = made.steps.prefetch_related("people__user", "substitutes__user", "sign_links").order_by("position")
    result = []
    for step in rows:
        waits = step.state in {StepState.OPEN, StepState.AFTER}
        holders = [] if step.state in {StepState.SIGNED, StepState.SKIPPED} else signers_of(step, dossier.unit)[:5]
        late = bool(waits and step.due_on and step.due_on < today)
        result.append(
            StepShown(
                step.get_kind_display(), step, given.get(step.pk, []), holders, list(step.sign_links.all()), waits, late
            )
        )
    return result


def marks_of(dossier: Dossier) -> QuerySet[Mark]:
    """A story's marks, those not ticked off first, the newest decision first."""
    marks = Mark.objects.filter(sign_off__dossier=dossier).select_related(
        "sign_off__reviewer__person", "sign_off__link"
    )
    return marks.order_by(F("done_at").asc(nulls_first=True), "-sign_off__made_at", "pk")


def secrecy_cleared(dossier: Dossier, revision_id: int | None = None) -> bool:
    """Whether a revision (default: the one under review or public) may leave the house as far as its plan's secrecy review goes.
    Where the plan has no such step, there is nothing to wait for."""
    wanted = revision_id or dossier.reviewed_revision_id or dossier.story.live_revision_id
    made = dossier.review_rounds.filter(revision_id=wanted).exclude(state=RoundState.VOID).order_by("-pk").first()
    if made is None:
        return not any(step.kind == Step.SECRECY for step in steps_of_plan(_plan(dossier)))
    return not made.steps.filter(kind=Step.SECRECY).exclude(state=StepState.SIGNED).exists()


def signers_in_line(step: RoundStep, kind: str = "") -> list[Person]:
    """Who gets a letter about a step: those it turns to and who stands in for the absent; later its substitutes; at last the
    editors of the unit. Who wrote the text is left out where they may not sign it."""
    made, dossier = step.round, step.round.dossier
    if kind == LETTER_EDITORS:
        current = Appointment.objects.current().filter(unit=dossier.unit, role__in=EDITORS)
        return list(
            Person.objects.filter(user__is_active=True, appointments__in=current).select_related("user").distinct()
        )
    people = signers_of(step, dossier.unit)
    if kind == LETTER_SUBSTITUTES:
        people = [*people, *(person for person in step.substitutes.select_related("user") if person.user_id)]
    away = {row.person_id: row.substitute for row in Absence.objects.on().select_related("substitute__user")}
    if step.kind == Step.SECRECY:
        away = {}
    found = {}
    for person in people:
        stand_in = away.get(person.pk, person)
        found[stand_in.pk] = stand_in
    barred = set() if made.own_signature else {dossier.author_id, made.revision.user_id}
    signed = set(step.sign_offs.values_list("reviewer_id", flat=True))
    return [person for person in found.values() if person.user_id and person.user_id not in barred | signed]


def letters_for_steps(dossier: Dossier) -> list[RoundStep]:
    """The steps of a story whose turn has come and whose people were not yet written to."""
    steps = RoundStep.objects.to_sign().filter(round__dossier=dossier, asked_at=None).exclude(kind=Step.SCIENTIST)
    return list(
        steps.select_related("round__dossier__unit", "round__dossier__story", "round__revision")
        .prefetch_related("people__user", "substitutes__user")
        .order_by("position")
    )
