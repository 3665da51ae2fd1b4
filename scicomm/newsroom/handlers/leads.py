"""Leads and topics because of facts: new papers become leads, talk outside is noted, staff find them."""

from __future__ import annotations

from django.utils import timezone

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.journals import (
    ArticlePublished,
)
from scicomm.facts.listening import MentionFound, MentionLinked
from scicomm.facts.newsroom import (
    CoverageSet,
    LeadAccepted,
    LeadDeclined,
    LeadMerged,
    LeadMined,
    LeadOpened,
    LeadReported,
    LeadWentStale,
    TopicChanged,
    TopicMoved,
    TopicOpened,
)
from scicomm.journals.models import Article
from scicomm.newsroom.actions import (
    index_lead,
    index_topic,
    mine_lead,
    note_talk,
)
from scicomm.newsroom.models import Topic


@on(ArticlePublished)
def on_article_published(fact: ArticlePublished, *, delivery_id: int) -> None:
    """A new paper becomes a lead."""
    article = Article.objects.select_related("journal__unit").filter(pk=ref_parts(fact.subject)[1]).first()
    if article:
        mine_lead(article)


@on(MentionFound, MentionLinked)
def on_talk(fact: MentionFound | MentionLinked, *, delivery_id: int) -> None:
    """Which subjects are spoken of outside weighs in new leads."""
    moment = fact.occurred_at or timezone.now()
    note_talk(fact.subject, fact.about, timezone.localdate(moment))


LeadFact = LeadReported | LeadMined | LeadDeclined | LeadMerged | LeadWentStale


@on(LeadReported, LeadMined, LeadDeclined, LeadMerged, LeadWentStale)
def on_lead_for_staff(fact: LeadFact, *, delivery_id: int) -> None:
    """Staff of its units find the lead."""
    index_lead(int(ref_parts(fact.subject)[1]))


@on(LeadOpened)
def on_lead_opened(fact: LeadOpened, *, delivery_id: int) -> None:
    """From now on staff of its units find the lead, and the topic that was made of it."""
    key = int(ref_parts(fact.subject)[1])
    index_lead(key)
    for topic in Topic.objects.filter(lead=key).values_list("pk", flat=True):
        index_topic(topic)


@on(LeadAccepted, TopicOpened, TopicChanged, TopicMoved)
def on_topic_for_staff(fact: LeadAccepted | TopicOpened | TopicChanged | TopicMoved, *, delivery_id: int) -> None:
    """Staff of its units find the topic."""
    index_topic(int(ref_parts(fact.subject)[1]))


@on(CoverageSet)
def on_coverage_for_staff(fact: CoverageSet, *, delivery_id: int) -> None:
    """Staff find the topic by what its coverages are, too."""
    for topic in fact.about:
        index_topic(int(ref_parts(topic)[1]))
