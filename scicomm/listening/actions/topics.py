"""Topics by hand: listeners join two, move mentions out into a new one, rename; and a story of ours opens its own topic.

The rows change at once; the engine learns of it in its next run, by the log (`TopicChange.told_at`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.listening.actions.grouping import lock_lease
from scicomm.listening.actions.topic_rows import describe_grown, free_key, join_rows, part_rows, save_topics
from scicomm.listening.models import HotTopic, Mention, TopicChange, TopicChangeKind, TopicState
from scicomm.listening.permissions import can_shape_topic, mentions_for
from scicomm.newsroom.models import Dossier
from scicomm.organisation.permissions import require

JOINED = audit_entry("listening.topic.join", gettext_lazy("Join hot topics"), shred=nothing_personal)
PARTED = audit_entry("listening.topic.part", gettext_lazy("Move mentions out of a hot topic"), shred=nothing_personal)
RENAMED = audit_entry("listening.topic.rename", gettext_lazy("Rename hot topic"), shred=nothing_personal)


@transaction.atomic
def register_story_topic(dossier: Dossier) -> HotTopic:
    """Open the topic of a story of ours before anybody speaks of it, so that what joins is earned coverage. Once a story."""
    at = dossier.published_at or timezone.now()
    title, text = dossier.story.title[:500], dossier.story.standfirst
    languages = {"title_en": title} if dossier.language.startswith("en") else {"title_zh": title}
    topic, made = HotTopic.objects.get_or_create(
        key=-dossier.pk,
        defaults={
            "engine_key": -dossier.pk, "dossier": dossier, "title": title, "first_at": at, "last_at": at, **languages
        },
    )  # fmt: skip
    if made:
        details = {"key": -dossier.pk, "at": at.timestamp(), "title": title, "text": text}
        TopicChange.objects.create(topic=topic, kind=TopicChangeKind.OPENED, at=at, new_title=title, details=details)
    return topic


def _locked(topic: HotTopic) -> HotTopic:
    """The topic as it stands now, or the one it has become part of."""
    found = HotTopic.objects.select_for_update().get(pk=topic.pk)
    while found.state == TopicState.MERGED and found.merged_into_id:
        found = HotTopic.objects.select_for_update().get(pk=found.merged_into_id)
    return found


@transaction.atomic
def join_topics(kept: HotTopic, gone: HotTopic, *, acting_user: Any) -> HotTopic:
    """Two topics are one: `gone` becomes a part of `kept`, and its address leads there. Doing it twice changes nothing."""
    lock_lease()
    first, second = _locked(kept), _locked(gone)
    require(can_shape_topic(acting_user, first) and (first == second or can_shape_topic(acting_user, second)))
    if first.pk == second.pk:
        return first
    now, old = timezone.now(), second.title
    moved = join_rows(first, second, now=now)
    save_topics(describe_grown([first]))
    TopicChange.objects.create(
        topic=first, other=second, kind=TopicChangeKind.MERGED, actor=acting_user, at=now, count=moved, old_title=old
    )
    audit(JOINED, first, user=acting_user, old=old, new=first.title)
    return first


@transaction.atomic
def part_topic(topic: HotTopic, mentions: Iterable[Mention], *, acting_user: Any, title: str = "") -> HotTopic:
    """Move mentions, with their copies, out of a topic into a new one. Something must be chosen, and something must stay."""
    lock_lease()
    locked = _locked(topic)
    require(can_shape_topic(acting_user, locked))
    wanted = [mention.pk for mention in mentions]
    chosen = list(mentions_for(acting_user).filter(pk__in=wanted, topic=locked).order_by("pk").distinct())
    if not chosen:
        raise ValidationError(_("Choose the reports that speak of something else."))
    originals = [mention.original_id or mention.pk for mention in chosen]
    items = sorted(set(Mention.objects.filter(pk__in=originals, topic=locked).values_list("pk", flat=True)))
    items = items or sorted(mention.pk for mention in chosen)
    staying = Mention.objects.filter(topic=locked).exclude(pk__in=items).exclude(original_id__in=items)
    if not staying.exists():
        raise ValidationError(_("At least one report must stay: to give all of it another name, rename the topic."))
    now = timezone.now()
    free = [item for item in items if item != locked.engine_key] or items
    new = HotTopic.objects.create(
        key=free_key(*free), first_at=now, last_at=now, title=title[:500], is_renamed=bool(title)
    )
    new.engine_key = new.key
    moved = part_rows(locked, new, items, now=now)
    save_topics(describe_grown([locked, new]))
    TopicChange.objects.create(
        topic=locked, other=new, kind=TopicChangeKind.PARTED, actor=acting_user, at=now, count=moved,
        new_title=new.title, details={"items": items},
    )  # fmt: skip
    audit(PARTED, locked, user=acting_user, new=new.title, mentions=moved)
    return new


@transaction.atomic
def rename_topic(topic: HotTopic, *, title_zh: str, title_en: str, acting_user: Any) -> HotTopic:
    """Give a topic a name of one's own, in one or both languages; the program does not change it any more. Empty names give it
    back to the program."""
    lock_lease()
    locked = _locked(topic)
    require(can_shape_topic(acting_user, locked))
    old, names = locked.title, (title_zh.strip()[:500], title_en.strip()[:500])
    if locked.is_renamed and names == (locked.title_zh, locked.title_en):
        return locked
    locked.is_renamed = any(names)
    if any(names):
        locked.title_zh, locked.title_en = names
        locked.title = names[0] or names[1]
    else:
        locked.described_at = 0
        describe_grown([locked])
    locked.save(update_fields=["title", "title_zh", "title_en", "is_renamed", "words", "described_at"])
    TopicChange.objects.create(
        topic=locked, kind=TopicChangeKind.RENAMED, actor=acting_user, at=timezone.now(), told_at=timezone.now(),
        old_title=old, new_title=locked.title,
    )  # fmt: skip
    audit(RENAMED, locked, user=acting_user, old=old, new=locked.title)
    return locked
