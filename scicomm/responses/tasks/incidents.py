"""Measures and looks back that are due. No facts and no words of the matter: a line with an address that only members open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.core.periodic import every
from scicomm.responses import actions, queries
from scicomm.responses.clients import host_of_site, postman
from scicomm.responses.models import Incident


def _write(user: Any, incident: Incident, words: str, what: str) -> None:
    if user is None or not user.is_active or not user.email:
        return
    url = f"{settings.SITE_URL}{reverse('responses_incident', args=[incident.pk])}"
    postman().send(to=user.email, subject=words, text=f"{words}\n\n{url}\n", message_id=f"<{what}@{host_of_site()}>")


@every(hours=6)
def remind_of_incidents() -> int:
    """One line to whoever does a measure that is due, and to whoever leads when it is time to look back; returns how many.

    The line leaves first: killed in between, it leaves again under the same Message-ID.
    """
    today, count = timezone.localdate(), 0
    for measure in queries.measures_to_remind(today):
        owner = measure.owner.user or measure.incident.lead
        _write(owner, measure.incident, _("A measure is due"), f"measure-{measure.pk}")
        count += actions.mark_reminded(measure)
    for incident in queries.incidents_to_look_back(today):
        _write(
            incident.lead, incident, _("It is time to look back"), f"look-back-{incident.pk}-{incident.look_back_on}"
        )
        count += actions.mark_reminded(incident)
    return count
