"""Words to members of the press room that are to be mailed: made here with a fact each, sent by the handler of that fact."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.enums import PressNoticeKind
from scicomm.newsroom.models import Dossier, PressMember, PressNotice
from scicomm.newsroom.queries.press import who_holds_a_copy


@transaction.atomic
def make_notice(member: PressMember, kind: PressNoticeKind, *, key: str, dossier: Dossier | None = None) -> PressNotice:
    """Queue one mail; the same key again gives the one that is there."""
    row, created = PressNotice.objects.get_or_create(
        member=member, key=key, defaults={"kind": kind, "dossier": dossier}
    )
    if created:
        record(
            facts.PressNoticeMade(
                unit_id=member.unit_id, subject=ref("newsroom", "press_notice", row.pk),
                about=(ref("newsroom", "story", dossier.story_id),) if dossier else (), kind=kind.value,
            )
        )  # fmt: skip
    return row


@transaction.atomic
def tell_press(story_id: int, kind: PressNoticeKind, *, key: str) -> int:
    """Tell every member who opened a story what became of it; returns how many. The same key again tells nobody twice."""
    dossier = Dossier.objects.filter(story_id=story_id).first()
    if dossier is None:
        return 0
    members = list(who_holds_a_copy(story_id))
    for member in members:
        make_notice(member, kind, key=key, dossier=dossier)
    return len(members)


@transaction.atomic
def notice_sent(notice: PressNotice) -> None:
    """The mail system took it."""
    PressNotice.objects.filter(pk=notice.pk, sent_at=None).update(sent_at=timezone.now())
