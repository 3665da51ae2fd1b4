"""Where a story comes from, and what has happened with it since, in words for the desk."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from scicomm.core.models import FactRecord
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.newsroom.models import Dossier, Lead, StoryPage, Topic
from scicomm.newsroom.permissions import leads_for, topics_for
from scicomm.newsroom.queries.profiles import newest_text
from scicomm.organisation.models import Person

_LINK = re.compile(r'<a href="(https?://[^"]+)"')
MOST_LINKS = 20

# What the ledger tells of a story, as the desk says it; a fact that is not named here is not shown.
SAID = {
    "newsroom.story_started": _("begun"),
    "newsroom.story_revised": _("text changed"),
    "newsroom.story_profile_set": _("made another kind of piece"),
    "newsroom.story_restored": _("older text taken up again"),
    "newsroom.story_submitted": _("sent into review"),
    "newsroom.story_reviewed": _("a step signed"),
    "newsroom.story_returned": _("returned with a comment"),
    "newsroom.story_held": _("held until the embargo lifts"),
    "newsroom.story_published": _("published"),
    "newsroom.story_corrected": _("correction published"),
    "newsroom.story_withdrawn": _("withdrawn"),
    "newsroom.story_paper_noticed": _("a notice about the paper came"),
    "newsroom.story_notice_acknowledged": _("the notice was dealt with"),
}


@dataclass(frozen=True, slots=True)
class Sources:
    """What a story was made from; lead and topic only for whom they may be."""

    article: Article | None
    lead: Lead | None
    topic: Topic | None
    experts: list[Person] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.article or self.lead or self.topic or self.experts or self.links)


def story_sources(user: Any, dossier: Dossier) -> Sources:
    """The paper, lead, topic, experts and outside links of a story, as the user may know them."""
    article = Article.objects.select_related("journal").filter(pk=dossier.article_id or -1).first()
    topic = topics_for(user).filter(pk=dossier.topic_id or -1).first()
    lead = leads_for(user).filter(pk=topic.lead_id).first() if topic and topic.lead_id else None
    draft: Any = newest_text(dossier.story)
    links = [
        html.unescape(link)
        for child in draft.body.raw_data
        if child["type"] in {"paragraph", "callout", "question"}
        for link in _LINK.findall(str(child["value"]).replace('\\"', '"'))
    ]
    return Sources(article, lead, topic, list(dossier.experts.all()), list(dict.fromkeys(links))[:MOST_LINKS])


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a story's thread."""

    at: dt.datetime
    words: str
    who: str


def happenings_of(story: StoryPage, most: int) -> list[Happening]:
    """The newest things the ledger tells of a story. One query."""
    rows = FactRecord.objects.filter(subject=ref("newsroom", "story", story.pk), name__in=SAID)
    newest = rows.select_related("actor__person").order_by("-occurred_at", "-pk")[:most]
    return [
        Happening(row.occurred_at, str(SAID[row.name]), row.actor.get_full_name() if row.actor else "")
        for row in newest
    ]
