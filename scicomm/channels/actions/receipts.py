"""Receipts and facts of releases: one line for each thing heard, one fact for each that others need to know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from scicomm.channels.models import Channel, Receipt, Release
from scicomm.channels.rules.packages import Problem
from scicomm.facts.base import ref


def write_receipt(release: Release, words: str = "", problems: Iterable[Problem] = ()) -> Receipt:
    """Keep how a release stands now; nothing is ever changed in the lines before."""
    said = [{key: str(value) for key, value in asdict(problem).items()} for problem in problems]
    return Receipt.objects.create(
        release=release, at=timezone.now(), state=release.state, outside_id=release.outside_id, url=release.url,
        words=words, problems=said, digest=release.digest,
    )  # fmt: skip


def of_release(release: Release) -> dict[str, Any]:
    """What every fact about a release says."""
    return {
        "unit_id": release.channel.unit_id,
        "subject": ref("channels", "release", release.pk),
        "about": (ref("newsroom", "story", release.dossier.story_id),),
        "channel": release.channel.slug,
    }


def of_channel(channel: Channel) -> dict[str, Any]:
    """What every fact about an account says."""
    return {"unit_id": channel.unit_id, "subject": ref("channels", "channel", channel.pk)}
