"""The patrol by the clock: addresses where nothing stands, pictures whose right ended, silent accounts, the month's draw."""

from __future__ import annotations

import time

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.channels import actions
from scicomm.channels.clients.permalinks import permalinks
from scicomm.channels.enums import FindingKind
from scicomm.channels.queries.patrol import open_take_downs, releases_to_ask, sample_candidates, silent_accounts
from scicomm.core.periodic import AGAIN, Again, every

RUN_SECONDS = 10.0
A_RUN = 50


@every(hours=1)
def ask_permalinks() -> int | Again:
    """Ask the public addresses whose turn it is; each once a week."""
    client, began, done = permalinks(), time.monotonic(), 0
    due = releases_to_ask(timezone.now(), A_RUN + 1)
    for release in due[:A_RUN]:
        if done and time.monotonic() - began > RUN_SECONDS:
            return AGAIN
        status = client.status(release.url)
        with override(settings.LANGUAGE_CODE):
            actions.keep_permalink(release, status)
        done += 1
    return AGAIN if len(due) > A_RUN else done


@every(hours=6)
def find_by_job() -> int:
    """A finding for each place where a picture whose right ended still stands, and for each account without a post."""
    made = 0
    with override(settings.LANGUAGE_CODE):
        for row in open_take_downs():
            words = _("A picture stands here whose right ended: %(why)s") % {
                "why": row.words or row.get_because_display()
            }
            place = row.url or row.label
            found = actions.open_job_finding(
                row.unit, FindingKind.PICTURE, mark=f"picture:{row.pk}", place=place, words=words, asset=row.asset
            )
            made += found is not None
        for channel in silent_accounts():
            words = _("No post since %(day)s.") % {"day": channel.idle_since}
            found = actions.open_job_finding(
                channel.unit,
                FindingKind.DEAD,
                mark=f"dead:{channel.pk}:{channel.idle_since}",
                place=channel.url or channel.name,
                words=words,
                channel=channel,
            )
            made += found is not None
    return made


@every(hours=12)
def draw_month() -> int:
    """Draw, once a month, the releases of the month before that people are to read."""
    month = timezone.localdate().replace(day=1)
    return actions.draw_samples(month, sample_candidates(month))
