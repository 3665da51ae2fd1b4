"""Embargoes because of facts: files are held back and let go, stories follow their journals, editors and the press are told."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import at_once, on
from scicomm.facts.base import Fact, ref_parts
from scicomm.facts.journals import ArticleChanged, ArticleEmbargoLifted, ArticleEmbargoSet
from scicomm.facts.newsroom import (
    EmbargoLifted,
    EmbargoMoved,
    EmbargoNearing,
    EmbargoSet,
    StoryCorrected,
    StoryHeld,
    StoryKilled,
    StoryPublished,
    StoryRevised,
    StoryStarted,
    StoryUpdated,
    StoryWithdrawn,
)
from scicomm.journals.models import Article
from scicomm.newsroom.actions import follow_article_embargo, follow_holds, tell_press
from scicomm.newsroom.clients import PressMail
from scicomm.newsroom.enums import PressNoticeKind
from scicomm.newsroom.models import Dossier
from scicomm.organisation.permissions import EDITORS, current_holders


@at_once(
    EmbargoSet, EmbargoMoved, EmbargoLifted, StoryStarted, StoryRevised, StoryHeld, StoryPublished, StoryCorrected, StoryUpdated,
    StoryWithdrawn,
)  # fmt: skip
def with_the_embargo(fact: Fact) -> None:
    """A file is out of reach from the moment its story is held, and within it from the moment the story is public: a worker that
    is busy must not leave a gap."""
    follow_holds(int(ref_parts(fact.subject)[1]))


@on(ArticleEmbargoSet)
def on_article_embargo(fact: ArticleEmbargoSet, *, delivery_id: int) -> None:
    """The journal holds a paper back, or moved the day: what we tell of it waits with it. The paper's row is asked, not the fact,
    so that facts delivered late or twice end at what holds now."""
    article = Article.everything.filter(pk=ref_parts(fact.subject)[1]).first()
    if article and article.embargo_until:
        with override(settings.LANGUAGE_CODE):
            reason = fact.reason or _("The journal set this moment.")
        follow_article_embargo(article, until=article.embargo_until, reason=reason)


@on(ArticleEmbargoLifted)
def on_article_out(fact: ArticleEmbargoLifted, *, delivery_id: int) -> None:
    """The journal let the paper out early: its embargo is no longer ours to keep. One that lapsed lapses here by itself."""
    article = Article.everything.filter(pk=ref_parts(fact.subject)[1]).first()
    if article and fact.early and not article.embargo_until:
        with override(settings.LANGUAGE_CODE):
            reason = fact.reason or _("The journal let the article out.")
        follow_article_embargo(article, until=None, reason=reason)


@on(ArticleChanged)
def on_article_day_moved(fact: ArticleChanged, *, delivery_id: int) -> None:
    """A newer file of a paper whose day is still to come may name another day."""
    article = Article.everything.filter(pk=ref_parts(fact.subject)[1]).first()
    if article is None or article.embargo_until or article.published_on <= timezone.localdate():
        return
    morning = timezone.make_aware(dt.datetime.combine(article.published_on, dt.time()))
    with override(settings.LANGUAGE_CODE):
        reason = _("The journal moved the day of the article.")
    follow_article_embargo(article, until=morning, reason=reason, only_journals=True)


@on(EmbargoMoved, EmbargoLifted, StoryWithdrawn, StoryKilled)
def on_press_to_tell(fact: EmbargoMoved | EmbargoLifted | StoryWithdrawn | StoryKilled, *, delivery_id: int) -> None:
    """Journalists who opened a story learn what became of it; that its time came by the clock they know."""
    if isinstance(fact, EmbargoLifted) and not fact.early:
        return
    kind = {
        EmbargoMoved: PressNoticeKind.MOVED,
        EmbargoLifted: PressNoticeKind.LIFTED,
        StoryWithdrawn: PressNoticeKind.WITHDRAWN,
        StoryKilled: PressNoticeKind.DESTROY,
    }[type(fact)]
    tell_press(int(ref_parts(fact.subject)[1]), kind, key=f"{kind}-{delivery_id}")


@on(EmbargoNearing)
def on_embargo_nearing(fact: EmbargoNearing, *, delivery_id: int) -> None:
    """The writer and the editors of the unit are reminded, once, hours before an embargo lifts."""
    dossier = (
        Dossier.objects.select_related("story", "unit", "author")
        .filter(story_id=int(ref_parts(fact.subject)[1]))
        .first()
    )
    until = parse_datetime(fact.until)
    if dossier is None or until is None or dossier.published_at is not None:
        return
    addresses = _editors(dossier)
    if not addresses:
        return
    with override(dossier.language):
        context = {
            "dossier": dossier, "until": timezone.localtime(until), "held": dossier.state == "held",
            "url": f"{settings.SITE_URL}{reverse('newsroom_story', args=[dossier.story_id])}",
        }  # fmt: skip
        subject = _("The embargo lifts soon: %(title)s") % {"title": dossier.story.draft_title[:150]}
        text = render_to_string("newsroom/mail/nearing.txt", context)
    host = urlsplit(settings.SITE_URL).hostname
    PressMail().send(to=addresses, subject=subject, text=text.strip(), message_id=f"<embargo-{delivery_id}@{host}>")


def _editors(dossier: Dossier) -> list[str]:
    found = {dossier.author.email} if dossier.author and dossier.author.is_active else set()
    for role in sorted(EDITORS):
        for person in current_holders(dossier.unit, role).select_related("user"):
            found.add(person.user.email if person.user else person.email)
    return sorted(address for address in found if address)
