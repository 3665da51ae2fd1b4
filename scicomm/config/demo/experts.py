"""The demonstration's experts to ask: two who said on what, one of them away; one who does not want to; a spokesperson."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.config.demo.papers import holder
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import Role
from scicomm.responses import actions
from scicomm.responses.models import ExpertProfile
from scicomm.responses.queries.expert_index import renew_index


def say_who_can_speak() -> None:
    """Kept by the response officer for three people of the house; the index is made, so that the first search is quick."""
    officer, root = holder(Role.RESPONSE_OFFICER, Unit.objects.get(depth=1)), Unit.objects.get(depth=1)
    experts = Person.objects.filter(is_expert=True, authorships__isnull=False).distinct().order_by("pk")
    ready, away, silent = (*experts[:3], None, None, None)[:3]
    today = timezone.localdate()
    if ready and not ExpertProfile.objects.exists():
        actions.keep_profile(
            ready, topics=ready.speaks_on_zh or ready.speaks_on_en, speaks_en=True, training="camera", contact_by="phone",
            contact_note="上午十点以后（虚构）", acting_user=officer,
        )  # fmt: skip
        if away:
            actions.keep_profile(
                away, topics=away.speaks_on_zh or away.speaks_on_en, training="basic", acting_user=officer
            )
            until = today + dt.timedelta(days=18)
            actions.note_away(away, starts_on=today, ends_on=until, note="野外考察（虚构）", acting_user=officer)
        if silent:
            actions.opt_out(silent, reason="本人希望专心写书（虚构）", acting_user=officer)
        if officer.person:
            actions.set_speaker(root, person=officer.person, is_first=False, acting_user=officer)
    renew_index()
