"""Mentions: stored once from feeds, linked to papers and stories, set right by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record, record_all
from scicomm.facts import listening as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.listening.actions.fetches import follow_move, mark_fetched, note_fetch_failure, note_unchanged
from scicomm.listening.models import Feed, LinkedBy, Mention, SourceClass
from scicomm.listening.permissions import can_relink, stories_to_link
from scicomm.listening.queries import Link, Linker, own_outlets, said_by, waiting_mentions
from scicomm.listening.rules.addresses import host_of, url_hash
from scicomm.listening.rules.main_link import Said
from scicomm.listening.rules.parsing import Item, RefusedItem
from scicomm.listening.rules.reading import Reading
from scicomm.newsroom.models import Dossier
from scicomm.organisation.permissions import require

RELINKED = audit_entry("listening.mention.relink", gettext_lazy("Link mention"), shred=nothing_personal)

FUTURE = dt.timedelta(days=1)
"""A date further ahead than this is a mistake of the sender; such an item counts as undated."""


@dataclass(frozen=True)
class StoreResult:
    """What came of a feed: the new mentions, how many were known before, items refused with reasons; `failure` is empty when all
    went well."""

    stored: tuple[Mention, ...] = ()
    known: int = 0
    refused: tuple[RefusedItem, ...] = ()
    failure: str = ""


def take_reading(feed: Feed, reading: Reading, *, lease: str = "") -> StoreResult:
    """Store what one reading of a source gave, or write down that it failed and why. With a lease that another worker has
    taken over since, the items are stored all the same (each address once), but nothing is written over that worker's marks."""
    if reading.failure:
        note_fetch_failure(
            feed, reason=reading.failure, retry_after=reading.retry_after, status=reading.status, lease=lease
        )
        return StoreResult(failure=reading.failure)
    if reading.parsed is None:
        note_unchanged(feed, reading, lease=lease)
        return StoreResult()
    result = store_items(
        feed,
        reading.parsed.items,
        etag=reading.etag,
        last_modified=reading.last_modified,
        warning=reading.parsed.warning,
        reading=reading,
        lease=lease,
    )
    return replace(result, refused=reading.parsed.refused)


@transaction.atomic
def store_items(
    feed: Feed,
    items: Sequence[Item],
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    warning: str = "",
    reading: Reading | None = None,
    lease: str = "",
) -> StoreResult:
    """Store the items of a fetched feed: each address once, linked to what it speaks of, one MentionFound for each new mention.

    Storing the same items again changes nothing. `etag` and `last_modified` are the server's marks (None keeps the old ones).
    A few statements for all items together, however many they are.
    """
    locked = Feed.objects.select_for_update(of=("self",)).select_related("unit").get(pk=feed.pk)
    stored, known = _stored(locked, items, timezone.now())
    if not lease or locked.lease == lease:
        mark_fetched(
            locked,
            etag=etag,
            last_modified=last_modified,
            warning=warning,
            seen=len(stored) + known,
            new=len(stored),
            reading=reading,
        )
        if reading and reading.moved_to:
            follow_move(locked, reading.moved_to)
    return StoreResult(tuple(stored), known)


def add_items(feed: Feed, items: Sequence[Item]) -> StoreResult:
    """The same for a part of a table or a list of addresses, within the caller's transaction: nothing is marked as fetched."""
    stored, known = _stored(feed, items, timezone.now())
    return StoreResult(tuple(stored), known)


def _stored(feed: Feed, items: Sequence[Item], now: dt.datetime) -> tuple[list[Mention], int]:
    """The new mentions, in the order of their items, and how many addresses were known before."""
    by_hash: dict[str, Item] = {}
    for item in items:
        by_hash.setdefault(url_hash(item.url), item)
    known = _known(by_hash)
    fresh = {key: item for key, item in by_hash.items() if key not in known}
    made = _made(feed, fresh, now) if fresh else []
    for _attempt in range(3):
        try:
            with transaction.atomic():
                stored = Mention.objects.bulk_create(made, batch_size=500)
            break
        except IntegrityError:  # another worker stored some of these addresses since
            known |= _known(by_hash)
            made = [mention for mention in made if mention.url_hash not in known]
            for mention in made:
                mention.pk = None
    else:
        raise OperationalError("the same addresses are being stored by others again and again")
    found_in = Mention.feeds.through
    pairs = [*(mention.pk for mention in stored), *known.values()]
    found_in.objects.bulk_create(
        (found_in(mention_id=pk, feed_id=feed.pk) for pk in pairs), ignore_conflicts=True, batch_size=1000
    )
    record_all([_found(mention) for mention in stored])
    return stored, len(known)


def _known(hashes: Iterable[str]) -> dict[str, int]:
    """Those of the addresses that are mentions already, with their numbers."""
    wanted = list(hashes)
    found: dict[str, int] = {}
    for at in range(0, len(wanted), 1000):
        found |= dict(Mention.objects.filter(url_hash__in=wanted[at : at + 1000]).values_list("url_hash", "pk"))
    return found


def _made(feed: Feed, fresh: dict[str, Item], now: dt.datetime) -> list[Mention]:
    """Unsaved mentions, linked to what they speak of, marked as ours where one of our own outlets says it."""
    said = {key: Said(item.title, item.text, (item.url, *item.links), item.dois) for key, item in fresh.items()}
    linker, own = Linker(said.values(), now), own_outlets()
    made = []
    for key, item in fresh.items():
        link = linker.link(said[key])
        undated = item.published_at is None or item.published_at > now + FUTURE
        made.append(
            Mention(
                unit=_unit_of(link) or feed.unit,
                url_hash=key,
                title=item.title,
                url=item.url,
                source=(host_of(item.url) or feed.name)[:200],
                source_class=SourceClass.OWN if own.covers(item.url) else feed.source_class,
                published_at=None if undated else item.published_at,
                summary=item.summary,
                excerpt=item.excerpt,
                language=item.language,
                dois=list(item.dois),
                article=link.article,
                dossier=link.dossier,
                linked_by=link.linked_by,
                link_evidence=link.evidence or {},
            )
        )
    return made


def _found(mention: Mention) -> facts.MentionFound:
    return facts.MentionFound(
        unit_id=mention.unit_id,
        subject=ref("listening", "mention", mention.pk),
        about=_about(mention),
        title=mention.title,
        url=mention.url,
        source=mention.source,
        linked_by=mention.linked_by,
    )


def _unit_of(link: Link) -> Any:
    if link.dossier:
        return link.dossier.unit
    return link.article.unit if link.article else None


def _about(mention: Mention) -> tuple[str, ...]:
    """References to what a mention speaks of: the story, the article, both or nothing."""
    story = (ref("newsroom", "story", mention.dossier.story_id),) if mention.dossier else ()
    article = (ref("journals", "article", mention.article_id),) if mention.article_id else ()
    return story + article


@transaction.atomic
def link_waiting(*, story_id: int | None = None, article_id: int | None = None) -> list[Mention]:
    """Link mentions of the last sixty days to a story (by its page's id) or an article that became known only now."""
    now = timezone.now()
    waiting = list(waiting_mentions(now).select_related("unit").select_for_update(of=("self",)))
    if not waiting:
        return []
    said = {mention.pk: said_by(mention) for mention in waiting}
    linker = Linker(
        said.values(),
        now,
        stories=Dossier.objects.filter(story_id=story_id or -1),
        articles=Article.objects.filter(pk=article_id or -1),
    )
    linked = []
    for mention in waiting:
        link = linker.link(said[mention.pk])
        if link.linked_by != LinkedBy.NONE:
            _set_link(mention, link, acting_user=None)
            linked.append(mention)
    return linked


def _set_link(mention: Mention, link: Link, *, acting_user: Any) -> None:
    """Write a link, give the mention to the unit it now speaks of, and state it."""
    mention.article, mention.dossier = link.article, link.dossier
    mention.linked_by, mention.link_evidence = link.linked_by, link.evidence or {}
    mention.unit = _unit_of(link) or mention.unit
    mention.save(update_fields=["article", "dossier", "linked_by", "link_evidence", "unit"])
    record(
        facts.MentionLinked(
            unit_id=mention.unit_id,
            subject=ref("listening", "mention", mention.pk),
            about=_about(mention),
            actor_id=acting_user.pk if acting_user else None,
            linked_by=mention.linked_by,
        )
    )


@transaction.atomic
def relink_mention(mention: Mention, *, dossier: Dossier | None, acting_user: Any) -> Mention:
    """An editor says which story a mention speaks of, or (None) that it speaks of none of ours. What was set by hand is never
    linked anew by program."""
    locked = (
        Mention.objects.select_for_update(of=("self",)).select_related("unit", "dossier", "article").get(pk=mention.pk)
    )
    require(can_relink(acting_user, locked))
    if dossier is not None and not stories_to_link(acting_user).filter(pk=dossier.pk).exists():
        raise ValidationError(_("Choose a public story of a unit you work for."))
    if locked.linked_by == LinkedBy.HAND and locked.dossier_id == (dossier.pk if dossier else None):
        return locked
    old = {"story": locked.dossier_id, "article": locked.article_id, "linked_by": locked.linked_by}
    evidence = {"matched": str(dossier.story) if dossier else "", "score": 1.0}
    _set_link(
        locked,
        Link(LinkedBy.HAND, dossier.article if dossier else None, dossier, evidence),
        acting_user=acting_user,
    )
    new = {"story": locked.dossier_id, "article": locked.article_id, "linked_by": locked.linked_by}
    audit(RELINKED, locked, user=acting_user, old=old, new=new)
    return locked
