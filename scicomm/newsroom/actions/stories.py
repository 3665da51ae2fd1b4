"""Stories: started from a topic, revised, given experts and an embargo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.doors import door, held_open
from scicomm.core.ledger import record
from scicomm.core.text import plain
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.newsroom.actions.beginnings import begin_embargo
from scicomm.newsroom.actions.rounds import void_rounds
from scicomm.newsroom.enums import IN_REVIEW, Profile, StoryState, TopicState
from scicomm.newsroom.models import DOOR, Dossier, SignOff, StoryPage, Topic
from scicomm.newsroom.permissions import can_set_experts, can_start_story
from scicomm.newsroom.queries import notice_of
from scicomm.newsroom.rules import clean_slug
from scicomm.organisation.models import Person, UnitPage
from scicomm.organisation.permissions import require

STARTED = audit_entry("newsroom.story.start", gettext_lazy("Start story"), shred=nothing_personal)
EXPERTS_SET = audit_entry("newsroom.story.experts", gettext_lazy("Set experts"), shred=lambda data: {})


class AlreadyDone(ValidationError):
    """Somebody else was first: the story is no longer in the state this step needs."""


def locked_dossier(story: StoryPage) -> Dossier:
    """The dossier's row, locked against a second person doing the same."""
    return Dossier.objects.select_for_update(of=("self",)).select_related("unit", "story").get(story_id=story.pk)


def prefilled(article: Article | None, topic: Topic, language: str) -> dict[str, Any]:
    """A story's first content from the paper's facts, in the story's language."""
    with translation.override(language):
        if article is None:
            angle = [("paragraph", f"<p>{_escaped(topic.angle)}</p>")] if topic.angle else []
            return {"title": topic.title, "body": angle}
        summary = plain((article.summary_en if language == "en" else article.summary_zh) or article.abstract)
        source = _("Source: %(title)s, %(journal)s, DOI %(doi)s") % {
            "title": article.title,
            "journal": article.journal.title,
            "doi": article.doi,
        }
        sentence = summary.split("。")[0] + "。" if "。" in summary else summary.split(". ")[0]
        return {
            "title": article.title[:255] if language == "en" or not topic.title else topic.title[:255],
            "standfirst": sentence[:400],
            "body": [("paragraph", f"<p>{_escaped(summary)}</p>"), ("paragraph", f"<p>{_escaped(source)}</p>")],
        }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _free_slug(parent: UnitPage, wished: str) -> str:
    taken = set(parent.get_children().filter(slug__startswith=wished).values_list("slug", flat=True))
    return next(slug for slug in (wished, *(f"{wished}-{number}" for number in range(2, 10_000))) if slug not in taken)


@transaction.atomic
def start_story(
    topic: Topic, *, acting_user: Any, language: str = "zh-hans", slug: str = "", profile: str = Profile.NEWS
) -> StoryPage:
    """Begin a story from a topic, pre-filled with the paper's facts; one story a topic and language."""
    topic = Topic.objects.select_for_update(of=("self",)).select_related("unit", "article__journal").get(pk=topic.pk)
    require(can_start_story(acting_user, topic))
    known = Dossier.objects.filter(topic=topic, language=language).select_related("story").first()
    if known:
        return known.story
    parent = UnitPage.objects.get(unit=topic.unit, locale__language_code=language)
    article = topic.article
    wished = slug or clean_slug(article.title_en if article else topic.title, f"story-{topic.pk}")
    story = StoryPage(
        slug=_free_slug(parent, wished), locale=parent.locale, owner=acting_user, live=False,
        has_unpublished_changes=True, **prefilled(article, topic, language),
    )  # fmt: skip
    twin = Dossier.objects.filter(topic=topic).select_related("story").first()
    if twin:
        story.translation_key = twin.story.translation_key
    with held_open(DOOR):
        parent.add_child(instance=story)
        story.save_revision(user=acting_user, log_action=False)
    dossier = Dossier.objects.create(
        story=story, unit=topic.unit, topic=topic, article=article, author=acting_user, language=language,
        profile=Profile(profile),
        paper_notice=notice_of(article.pk) if article else {},
    )  # fmt: skip
    if article:
        dossier.experts.set(Person.objects.filter(authorships__article=article).distinct())
    begin_embargo(dossier, topic)
    Topic.objects.filter(pk=topic.pk).update(state=TopicState.WRITING)
    audit(STARTED, story, user=acting_user, new=story.title)
    origins = [ref("newsroom", "topic", topic.pk), *([ref("journals", "article", article.pk)] if article else [])]
    record(
        facts.StoryStarted(
            unit_id=topic.unit_id, subject=ref("newsroom", "story", story.pk), about=tuple(origins),
            actor_id=acting_user.pk, title=story.title, language=language,
        )
    )  # fmt: skip
    return story


@door("newsroom.revise_story")
@transaction.atomic
def revise_story(story: StoryPage, *, save: Callable[..., Revision], arguments: dict[str, Any]) -> Revision:
    """Save a new revision, from whichever screen. A review that was under way ends: its signatures spoke of another text.

    Wagtail's editor saves by itself into the newest revision; a revision that was signed or submitted is never written over.
    """
    dossier = locked_dossier(story)
    user = arguments.get("user")
    overwritten = arguments.get("overwrite_revision")
    if overwritten and (
        dossier.reviewed_revision_id == overwritten.pk
        or story.live_revision_id == overwritten.pk
        or SignOff.objects.filter(revision=overwritten).exists()
    ):
        arguments = {**arguments, "overwrite_revision": None}
        overwritten = None
    with held_open(DOOR):
        revision = save(**arguments)
    if overwritten:
        return revision
    if dossier.state in IN_REVIEW or dossier.state == StoryState.HELD:
        workflow = story.current_workflow_state
        if workflow:
            workflow.cancel(user=user)
        void_rounds(dossier)
        dossier.state = StoryState.PUBLISHED if story.live else StoryState.DRAFT
    dossier.reviewed_revision = None
    dossier.save(update_fields=["state", "reviewed_revision", "changed_at"])
    record(
        facts.StoryRevised(
            unit_id=dossier.unit_id,
            subject=ref("newsroom", "story", story.pk),
            actor_id=getattr(user, "pk", None),
            revision_id=revision.pk,
        )
    )
    return revision


@transaction.atomic
def set_experts(story: StoryPage, *, experts: Iterable[Person], acting_user: Any) -> Dossier:
    """Name the people who can speak on the story."""
    dossier = locked_dossier(story)
    require(can_set_experts(acting_user, dossier))
    chosen = list(experts)
    dossier.experts.set(chosen)
    audit(EXPERTS_SET, story, user=acting_user, new=[person.name_en for person in chosen])
    return dossier
