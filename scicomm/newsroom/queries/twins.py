"""What a lead is likely the same as, among the leads, topics and stories that the user may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.journals.models import Article
from scicomm.newsroom.enums import LeadState
from scicomm.newsroom.models import Dossier, Lead, Topic
from scicomm.newsroom.permissions import dossiers_for, leads_for, topics_for
from scicomm.newsroom.rules import doi_in
from scicomm.newsroom.rules.likeness import LIKE, likeness, pieces

LOOKED_BACK = dt.timedelta(days=400)
READ_OF_A_KIND = 500
SHOWN = 6


@dataclass(frozen=True)
class Twin:
    """Something that is likely the same: what it is, why, and what a lead would be merged into (`lead:3`, `topic:7`; nothing for
    what cannot take one)."""

    kind: str
    title: str
    url: str
    reason: str
    likeness: float
    target: str


@dataclass(frozen=True)
class _Seen:
    doi: str
    titles: tuple[frozenset[str], ...]


def _seen(title: str, article: Article | None, words: str = "") -> _Seen:
    titles = [title, *((article.title_zh, article.title_en) if article else ())]
    return _Seen(article.doi if article else doi_in(words), tuple(pieces(one) for one in titles if one))


def _like(mine: _Seen, other: _Seen) -> tuple[float, str]:
    if mine.doi and mine.doi == other.doi:
        return 1.0, _("the same paper, doi:%(doi)s") % {"doi": mine.doi}
    best = max((likeness(one, two) for one in mine.titles for two in other.titles), default=0.0)
    return best, _("titles alike by %(percent)s %%") % {"percent": round(best * 100)}


def twins_of(lead: Lead, user: Any) -> list[Twin]:
    """Likely the same, the most alike first. Three queries and those of what the user may see, however many there are."""
    since = timezone.now() - LOOKED_BACK
    mine = _seen(lead.title, lead.article, f"{lead.title}\n{lead.body}")
    found = [
        twin
        for twin in (*_stories(mine, user, lead), *_topics(mine, user, lead, since), *_leads(mine, user, lead, since))
        if twin.likeness >= LIKE
    ]
    # A story hides its topic, a topic its lead: what has come furthest is what the lead is the same as.
    best: dict[str, Twin] = {}
    for twin in found:
        best.setdefault(twin.target or twin.url, twin)
    return sorted(best.values(), key=lambda twin: -twin.likeness)[:SHOWN]


def _stories(mine: _Seen, user: Any, lead: Lead) -> Iterable[Twin]:
    rows = dossiers_for(user).select_related("story", "article", "topic__lead").order_by("-pk")[:READ_OF_A_KIND]
    for dossier in rows:
        if dossier.topic and dossier.topic.lead_id == lead.pk:
            continue
        alike, reason = _like(mine, _seen(dossier.story.draft_title or dossier.story.title, dossier.article))
        yield Twin(
            _("Story"), dossier.story.draft_title or dossier.story.title,
            reverse("newsroom_story", args=[dossier.story_id]), reason, alike, _target(dossier),
        )  # fmt: skip


def _target(dossier: Dossier) -> str:
    topic = dossier.topic
    return "" if topic is None else (f"lead:{topic.lead_id}" if topic.lead_id else f"topic:{topic.pk}")


def _topics(mine: _Seen, user: Any, lead: Lead, since: dt.datetime) -> Iterable[Twin]:
    rows = topics_for(user).filter(created_at__gte=since).exclude(lead=lead)
    for topic in rows.select_related("article").order_by("-pk")[:READ_OF_A_KIND]:
        alike, reason = _like(mine, _seen(topic.title, topic.article))
        target = f"lead:{topic.lead_id}" if topic.lead_id else f"topic:{topic.pk}"
        yield Twin(_("Topic"), topic.title, reverse("newsroom_topic", args=[topic.pk]), reason, alike, target)


def _leads(mine: _Seen, user: Any, lead: Lead, since: dt.datetime) -> Iterable[Twin]:
    over = [LeadState.MERGED, LeadState.DECLINED, LeadState.STALE]
    rows = leads_for(user).filter(created_at__gte=since).exclude(pk=lead.pk).exclude(same_as=lead)
    for other in rows.exclude(state=LeadState.MERGED).select_related("article").order_by("-pk")[:READ_OF_A_KIND]:
        alike, reason = _like(mine, _seen(other.title, other.article, f"{other.title}\n{other.body}"))
        target = "" if other.state in over else f"lead:{other.pk}"
        yield Twin(_("Lead"), other.title, reverse("newsroom_lead", args=[other.pk]), reason, alike, target)


def target_of(target: str, user: Any) -> Lead | Topic | None:
    """What a twin's target stands for, if the user may meet it."""
    kind, _colon, key = target.partition(":")
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    rows: Any = {"lead": leads_for, "topic": topics_for}.get(kind)
    return rows(user).filter(pk=key).first() if rows else None
