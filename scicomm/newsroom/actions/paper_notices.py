"""What happened to the paper of a story after it was told: kept on the story's dossier, and dealt with by somebody."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.newsroom.actions.stories import AlreadyDone, locked_dossier
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.newsroom.permissions import can_deal_with_notice
from scicomm.newsroom.queries import notice_of
from scicomm.organisation.permissions import require

ACKNOWLEDGED = audit_entry("newsroom.story.notice", gettext_lazy("Notice dealt with"), shred=nothing_personal)
KEPT = ("paper_notice", "paper_notice_at", "paper_notice_dealt_at", "changed_at")


@transaction.atomic
def follow_paper(article_id: int | str) -> int:
    """Let every story of a paper say what stands against the paper now, and no more what is over; returns how many changed.

    The paper may also be the notice itself: a newer version of it may no longer speak of the story's paper. Repeating changes
    nothing, so that what was dealt with stays dealt with until something else happens to the paper.
    """
    doi = Article.everything.filter(pk=article_id).values_list("doi", flat=True).first()
    told = Q(article=article_id) | (Q(paper_notice__doi=doi) if doi else Q(pk__in=[]))
    rows = Dossier.objects.select_for_update(of=("self",)).filter(told, article__isnull=False).order_by("pk")
    return sum(_follow(dossier) for dossier in rows)


def _follow(dossier: Dossier) -> bool:
    now_said = notice_of(dossier.article_id or 0)
    if now_said == dossier.paper_notice:
        return False
    now = timezone.now()
    dossier.paper_notice, dossier.paper_notice_at = now_said, now
    # What is over waits for nobody.
    dossier.paper_notice_dealt_at = None if now_said else now
    dossier.save(update_fields=KEPT)
    record(
        facts.StoryPaperNoticed(
            unit_id=dossier.unit_id,
            subject=ref("newsroom", "story", dossier.story_id),
            about=(ref("journals", "article", dossier.article_id or 0),),
            kind=now_said.get("kind", ""),
            notice=now_said.get("doi", ""),
        )
    )
    return True


@transaction.atomic
def acknowledge_notice(story: StoryPage, *, seen: str, note: str, acting_user: Any) -> Dossier:
    """Say that what happened to the story's paper was dealt with, and how; the notice stays on the story.

    `seen` is the moment of the notice that was on the screen: a newer one is not acknowledged unseen. Refuses without a note.
    """
    dossier = locked_dossier(story)
    require(can_deal_with_notice(acting_user, dossier))
    if not dossier.notice_waits:
        return dossier
    if dossier.paper_notice_at is None or dossier.paper_notice_at.isoformat() != seen:
        raise AlreadyDone(_("Something else has happened to the paper in the meantime. Look at the notice again."))
    if not note.strip():
        raise ValidationError(_("Say what was done, or why nothing need be done."))
    dossier.paper_notice_dealt_at = timezone.now()
    dossier.save(update_fields=["paper_notice_dealt_at", "changed_at"])
    audit(ACKNOWLEDGED, story, user=acting_user, old=dossier.paper_notice, new=note.strip())
    record(
        facts.StoryNoticeAcknowledged(
            unit_id=dossier.unit_id,
            subject=ref("newsroom", "story", dossier.story_id),
            actor_id=acting_user.pk,
            kind=dossier.paper_notice["kind"],
            note=note.strip(),
        )
    )
    return dossier
