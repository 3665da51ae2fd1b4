"""Cases that people read because a review plan names them, whatever they oversee."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Length

from scicomm.newsroom.models import ReviewPlan
from scicomm.newsroom.queries import steps_naming
from scicomm.responses.enums import CaseState, RevisionState
from scicomm.responses.models import AnswerRevision, AnswerSignOff, Case

# The kind of piece whose plan in the newsroom holds for answers too.
PLAN_OF = "questions"


def named_to_sign(user: Any) -> Q:
    """Cases under a plan that names the user, while a text waits for review, and on once they signed one of its texts.

    The plan of a case is that of the nearest unit above it. All of it stands inside the query that asks.
    """
    place = ExpressionWrapper(OuterRef("unit__path"), CharField())
    plans = ReviewPlan.objects.filter(profile=PLAN_OF).alias(place=place).filter(place__startswith=F("unit__path"))
    nearest = Subquery(plans.order_by(Length("unit__path").desc()).values("pk")[:1])
    fresh = AnswerRevision.objects.filter(answer__case=OuterRef("pk"), state=RevisionState.REVIEW)
    signed = AnswerSignOff.objects.filter(answer__case=OuterRef("pk"), reviewer_id=user.pk)
    reads = Q(state=CaseState.REVIEW) | Q(Exists(fresh), state=CaseState.PUBLISHED) | Q(Exists(signed))
    named = Case.objects.filter(reads).alias(plan=nearest).filter(plan__in=steps_naming(user).values("plan"))
    return Q(pk__in=named.values("pk"))
