"""What the staff's search finds: leads, topics and stories in every state, each behind the wall of its units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from scicomm.facts.base import ref
from scicomm.newsroom.blocks import body_words
from scicomm.newsroom.enums import StoryState
from scicomm.newsroom.models import Dossier, Lead, Topic
from scicomm.organisation.models import Unit
from scicomm.search.actions import put_document, remove_document
from scicomm.search.documents import SearchDocument
from scicomm.search.sources import Source, register

STAFF = "staff"


def _path_slugs(unit: Unit) -> tuple[str, ...]:
    """The short addresses of the unit and of all above it, from the top: who oversees one of them may find the thing."""
    slugs = dict(Unit.objects.filter(path__in=unit.ancestor_paths()).values_list("path", "slug"))
    return tuple(slugs[path] for path in sorted(slugs))


@transaction.atomic
def index_lead(lead_id: int) -> None:
    """Let staff find a lead by its words, or forget one that is gone. While it is confidential nobody finds it."""
    lead = Lead.objects.open().select_related("unit", "article", "reported_by").filter(pk=lead_id).first()
    key = ref("newsroom", "lead", lead_id)
    if lead is None:
        remove_document(key, STAFF)
        return
    put_document(_lead_document(lead), STAFF)


def _lead_document(lead: Lead) -> SearchDocument:
    return SearchDocument(
        key=ref("newsroom", "lead", lead.pk), kind="lead", url=reverse("newsroom_lead", args=[lead.pk]), title=lead.title,
        summary=lead.body, body=_paper_words(lead), people=_names(lead.reported_by), unit=lead.unit.slug,
        units=_path_slugs(lead.unit), date=lead.created_at, extra={"doi": lead.article.doi} if lead.article else {},
    )  # fmt: skip


@transaction.atomic
def index_topic(topic_id: int) -> None:
    """Let staff find a topic by its words, or forget one that is gone. While its lead is confidential nobody finds it."""
    topic = (
        Topic.objects.open().select_related("unit", "article").prefetch_related("coverages").filter(pk=topic_id).first()
    )
    key = ref("newsroom", "topic", topic_id)
    if topic is None:
        remove_document(key, STAFF)
        return
    put_document(_topic_document(topic), STAFF)


def _topic_document(topic: Topic) -> SearchDocument:
    return SearchDocument(
        key=ref("newsroom", "topic", topic.pk), kind="topic", url=reverse("newsroom_topic", args=[topic.pk]),
        title=topic.title, summary="\n".join(part for part in (topic.angle, topic.audience) if part),
        body="\n".join([_paper_words(topic), *(coverage.note for coverage in topic.coverages.all())]).strip(),
        unit=topic.unit.slug, units=_path_slugs(topic.unit), date=topic.created_at,
        extra={"doi": topic.article.doi} if topic.article else {},
    )  # fmt: skip


@transaction.atomic
def index_story_for_staff(story_id: int) -> None:
    """Let staff find a story by the words of its newest revision, whatever its state, or forget one that is gone."""
    dossier = Dossier.objects.select_related("story", "unit", "author__person").filter(story_id=story_id).first()
    key = ref("newsroom", "story", story_id)
    if dossier is None or dossier.state == StoryState.KILLED:
        remove_document(key, STAFF)
        return
    put_document(_story_document(dossier), STAFF)


def _story_document(dossier: Dossier) -> SearchDocument:
    draft = dossier.story.get_latest_revision_as_object()
    author = getattr(dossier.author, "person", None) if dossier.author else None
    return SearchDocument(
        key=ref("newsroom", "story", dossier.story_id), kind="story",
        url=reverse("newsroom_story", args=[dossier.story_id]), title=draft.title,
        language="en" if dossier.language == "en" else "zh", summary=draft.standfirst,
        body="\n".join(body_words(draft.body)), people=_names(author),
        unit=dossier.unit.slug, units=_path_slugs(dossier.unit), date=dossier.published_at or dossier.changed_at,
        extra={"state": dossier.state},
    )  # fmt: skip


def _names(person: object) -> tuple[str, ...]:
    names = (getattr(person, "name_zh", ""), getattr(person, "name_en", ""))
    return tuple(name for name in names if name)


def _paper_words(thing: Lead | Topic) -> str:
    return f"{thing.article.title_zh}\n{thing.article.title_en}".strip() if thing.article else ""


def _leads(ids: Sequence[int]) -> Iterator[SearchDocument]:
    leads = Lead.objects.open().select_related("unit", "article", "reported_by").filter(pk__in=ids)
    return (_lead_document(lead) for lead in leads)


def _topics(ids: Sequence[int]) -> Iterator[SearchDocument]:
    topics = Topic.objects.open().select_related("unit", "article").prefetch_related("coverages").filter(pk__in=ids)
    return (_topic_document(topic) for topic in topics)


def _stories(ids: Sequence[int]) -> Iterator[SearchDocument]:
    dossiers = Dossier.objects.select_related("story", "unit", "author__person").filter(story_id__in=ids)
    dossiers = dossiers.exclude(state=StoryState.KILLED)
    return (_story_document(dossier) for dossier in dossiers)


register(Source(STAFF, "newsroom.lead", lambda: Lead.objects.open().values_list("pk", flat=True), _leads))
register(Source(STAFF, "newsroom.topic", lambda: Topic.objects.open().values_list("pk", flat=True), _topics))


def _findable() -> QuerySet[Dossier, int]:
    return Dossier.objects.exclude(state=StoryState.KILLED).values_list("story_id", flat=True)


register(Source(STAFF, "newsroom.story", _findable, _stories))
