"""The patrol by the clock: addresses where nothing stands, pictures whose right ended, silent accounts, the month's draw."""

from __future__ import annotations

import logging
import time
from collections import Counter
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.channels import actions
from scicomm.channels.clients.permalinks import permalinks
from scicomm.channels.enums import FindingKind
from scicomm.channels.queries.patrol import open_take_downs, releases_to_ask, sample_candidates, silent_accounts
from scicomm.core.periodic import AGAIN, Again, every

log = logging.getLogger("scicomm.channels")
RUN_SECONDS = 10.0
A_RUN = 50


@every(hours=1)
def ask_permalinks() -> int | Again:
    """Ask the public addresses whose turn it is; each once a week. A site that is silent is not asked again in the same run."""
    client, began, done = permalinks(), time.monotonic(), 0
    due = releases_to_ask(timezone.now(), A_RUN + 1)
    silent: Counter[str] = Counter()
    for release in due[:A_RUN]:
        if done and time.monotonic() - began > RUN_SECONDS:
            break
        host = urlsplit(release.url).netloc
        status = None if silent[host] else client.status(release.url)
        silent[host] += status is None
        with override(settings.LANGUAGE_CODE):
            actions.keep_permalink(release, status)
        done += 1
    for host, count in (+silent).items():
        log.info("%s gave no answer; %s addresses there are asked again in a week", host, count)
    return AGAIN if done < len(due) else done


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
