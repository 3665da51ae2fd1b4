"""Leads, topics and stories for tests, made by the real actions: a story in a state has come to it the only way there is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from scicomm.core.doors import held_open
from scicomm.journals.models import Article, Journal
from scicomm.newsroom import actions
from scicomm.newsroom.models import DOOR, Dossier, Lead, StoryPage, Topic
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Unit

_count = iter(range(1, 1_000_000))


def make_article(unit: Unit, **values: Any) -> Article:
    """An article in a journal of the unit, without a source file."""
    number = next(_count)
    journal, _created = Journal.objects.get_or_create(
        slug=f"journal-{unit.slug}",
        defaults={"unit": unit, "title_zh": "示范学报", "title_en": "Demonstration Journal"},
    )
    defaults: dict[str, Any] = {
        "journal": journal,
        "doi": f"10.5555/test.{number}",
        "language": "zh",
        "article_type": "research-article",
        "title_zh": f"条带间距可作为早期信号（{number}）",
        "title_en": f"Band spacing as an early signal ({number})",
        "abstract_zh": "<p>草地变成裸地之前，斑纹会先变。量一量间距，就知道还剩多少余地。</p>",
        "abstract_en": "<p>Before grassland turns bare, its pattern changes.</p>",
        "published_on": timezone.localdate(),
        "is_open_access": True,
        "content_hash": f"{number:064d}",
    }
    return Article.objects.create(**{**defaults, **values})


def make_topic(academy: Any, unit: Unit, *, article: Article | None = None, title: str = "草原上的斑纹") -> Topic:
    """A topic that an officer of the unit accepted from a contributor's lead."""
    contributor = academy.user(Role.CONTRIBUTOR, unit)
    lead: Lead = actions.report_lead(
        title=title,
        body="我们量了十一年。",
        unit=unit,
        reported_by=contributor.person,
        acting_user=contributor,
        article=article,
    )
    return actions.accept_lead(lead, acting_user=academy.user(Role.COMMUNICATION_OFFICER, unit), angle="余地还剩多少")


def make_story(
    academy: Any,
    unit: Unit | None = None,
    *,
    state: str = "draft",
    language: str = "zh-hans",
    title: str = "草原上的斑纹",
    article: Article | None = None,
    embargo_until: dt.datetime | None = None,
) -> StoryPage:
    """A story brought to a state by the people whose duty it is: draft, first_review, second_review, final_review, returned,
    held, published, withdrawn."""
    unit = unit or academy.north_lake
    actions.set_up_review()
    officer = academy.user(Role.COMMUNICATION_OFFICER, unit)
    topic = make_topic(academy, unit, article=article, title=title)
    story = actions.start_story(topic, acting_user=officer, language=language)
    if embargo_until or state == "held":
        actions.set_embargo(story, until=embargo_until or timezone.now() + dt.timedelta(days=2), acting_user=officer)
    if state == "draft":
        return story
    actions.submit_story(story, acting_user=officer)
    if state == "returned":
        actions.return_story(story, acting_user=academy.user(Role.FIRST_REVIEWER, unit), note="数字请核对")
        return StoryPage.objects.get(pk=story.pk)
    for waiting, role, place in (
        ("first_review", Role.FIRST_REVIEWER, unit),
        ("second_review", Role.SECOND_REVIEWER, unit.get_parent() or unit),
        ("final_review", Role.FINAL_REVIEWER, academy.top),
    ):
        if state == waiting:
            return StoryPage.objects.get(pk=story.pk)
        actions.approve_story(story, acting_user=academy.user(role, place))
    if state == "withdrawn":
        actions.withdraw_story(story, acting_user=officer, reason="数据有误")
    return StoryPage.objects.get(pk=story.pk)


def revise(story: StoryPage, user: Any, **values: Any) -> StoryPage:
    """Edit a story as the editor screen does: a new revision of the draft."""
    draft = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=user)
    return StoryPage.objects.get(pk=story.pk)


def dossier(story: StoryPage) -> Dossier:
    return Dossier.objects.get(story_id=story.pk)


__all__ = ["DOOR", "dossier", "held_open", "make_article", "make_story", "make_topic", "revise"]
