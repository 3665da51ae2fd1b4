"""How often the topic and claim of a case were spoken of around its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.listening.models import Mention
from scicomm.responses.enums import RevisionState
from scicomm.responses.models import Answer
from scicomm.responses.rules import SPAN, Effect, effect_of


def _mentions(answer: Answer) -> Q | None:
    case = answer.case
    about = Q(pk__in=[])
    if case.topic_id:
        about |= Q(topic=case.topic_id) | Q(topic__merged_into=case.topic_id)
    if case.claim_id:
        about |= Q(claim_copies__claim=case.claim_id)
    return about if case.topic_id or case.claim_id else None


def effect_on(answer: Answer, today: dt.date | None = None) -> Effect | None:
    """Mentions a day before and after a public answer; None where the case hangs on no topic and no claim. Two queries."""
    about = _mentions(answer)
    if about is None or answer.published_at is None:
        return None
    answered = timezone.localdate(answer.published_at)
    own = Q(original__isnull=True) & ~Q(source_class="own")
    rows = (
        Mention.objects.filter(about)
        .order_by()
        .annotate(day=TruncDate(Coalesce("published_at", "found_at")))
        .filter(day__gte=answered - dt.timedelta(days=SPAN), day__lte=answered + dt.timedelta(days=35))
        .values("day")
        .annotate(total=Count("pk", distinct=True), independent=Count("pk", filter=own, distinct=True))
    )
    found = {row["day"]: (row["total"], row["independent"]) for row in rows}
    later = answer.revisions.filter(number__gt=1, state__in=[RevisionState.PUBLIC, RevisionState.PAST])
    changes: Iterable[dt.date] = [
        timezone.localdate(at) for at in later.values_list("public_at", flat=True) if at is not None
    ]
    return effect_of(found, answered, today or timezone.localdate(), changes)


def effect_words(effect: Effect) -> list[str]:
    """What the figures say, by rule. They never say why: what is spoken of fades by itself too."""
    if effect.is_silent:
        return [_("Nothing was found on this in these weeks.")]
    said = [
        ngettext(
            "In the %(days)d days before the answer we found %(count)d independent report.",
            "In the %(days)d days before the answer we found %(count)d independent reports.",
            effect.before,
        )
        % {"days": SPAN, "count": effect.before}
    ]
    if not effect.days_after:
        return [*said, _("No whole day has passed since.")]
    words = ngettext(
        "In the %(days)d whole days after it: %(count)d.",
        "In the %(days)d whole days after it: %(count)d.",
        effect.after,
    )
    said.append(words % {"days": effect.days_after, "count": effect.after})
    if not effect.is_complete:
        said.append(_("The second week is not over, so the two cannot be compared yet."))
    elif max(effect.before, effect.after) < 10:
        said.append(_("So few reports go up and down by themselves."))
    said.append(_("The figures do not say why: what is spoken of fades by itself too."))
    return said
