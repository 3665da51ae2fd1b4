"""What a new story takes over when it is started: the embargo of its translation, of its paper, or of the lead it came from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.newsroom.actions.embargo_rows import open_embargo, write_embargo
from scicomm.newsroom.enums import EmbargoSource, LeadSource
from scicomm.newsroom.models import Dossier, Topic


def begin_embargo(dossier: Dossier, topic: Topic) -> None:
    """Give a story that was just started its embargo, if it has one; inside the transaction that starts it."""
    shared = open_embargo(dossier.story.translation_key)
    if shared:
        Dossier.objects.filter(pk=dossier.pk).update(embargo_until=shared.until)
        dossier.embargo_until = shared.until
        return
    until, source = _asked(dossier.article, topic)
    if until is None or until <= timezone.now():
        return
    row, _moved = write_embargo(
        dossier, until=until, source=source, acting_user=dossier.author, article=dossier.article
    )
    dossier.embargo_until = until
    about = (ref("journals", "article", row.article_id),) if row.article_id else ()
    record(
        facts.EmbargoSet(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id), about=about,
            actor_id=dossier.author_id, until=until.isoformat(), source=source.value,
        )
    )  # fmt: skip


def _asked(article: Article | None, topic: Topic) -> tuple[dt.datetime | None, EmbargoSource]:
    """The journal's word first; then the lead's, which is the journal's too where it was read from the paper's day."""
    if article is not None and article.embargo_until:
        return article.embargo_until, EmbargoSource.JOURNAL
    lead: Any = topic.lead
    if lead is None:
        return None, EmbargoSource.UNIT
    return lead.embargo_until, EmbargoSource.JOURNAL if lead.source == LeadSource.PAPER else EmbargoSource.PERSON
