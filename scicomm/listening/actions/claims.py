"""Claims: copies written down, claims followed, ignored, joined, added by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import listening as facts
from scicomm.facts.base import ref
from scicomm.listening.models import Claim, ClaimCopy, Mention
from scicomm.listening.permissions import can_shape_claims
from scicomm.listening.rules.claims import statement_of
from scicomm.listening.rules.language import language_of
from scicomm.organisation.permissions import require

FOLLOWED = audit_entry("listening.claim.follow", gettext_lazy("Follow claim"), shred=nothing_personal)
IGNORED = audit_entry("listening.claim.ignore", gettext_lazy("Ignore claim"), shred=nothing_personal)
JOINED = audit_entry("listening.claim.join", gettext_lazy("Join claims"), shred=nothing_personal)
REWORDED = audit_entry("listening.claim.reword", gettext_lazy("Reword claim"), shred=nothing_personal)
ADDED = audit_entry("listening.claim.add", gettext_lazy("Add claim"), shred=nothing_personal)


@dataclass(frozen=True)
class Told:
    """A mention tells a claim: one that is known by its id, or one that is new, with the mention that told it first."""

    mention_id: int
    text: str
    score: float
    claim_id: int | None = None
    first_mention_id: int | None = None
    first_text: str = ""


@transaction.atomic
def note_claims(mentions: Sequence[int], told: Sequence[Told]) -> list[Claim]:
    """Write down what a batch of mentions told, and that they were looked through; those that another worker had are passed over.

    Gives the claims that are new.
    """
    now = timezone.now()
    waiting = {
        mention.pk: mention
        for mention in Mention.objects.select_for_update().filter(pk__in=list(mentions), claims_at__isnull=True)
    }
    made: dict[tuple[int, str], Claim] = {}
    for one in told:
        mention = waiting.get(one.mention_id)
        if mention is not None:
            claim = _claim_of(one, made, now)
            if claim is not None:
                _copy(claim, mention, one.text, one.score)
    Mention.objects.filter(pk__in=list(waiting)).update(claims_at=now)
    return list(made.values())


def _claim_of(one: Told, made: dict[tuple[int, str], Claim], now: Any) -> Claim | None:
    if one.claim_id is not None:
        return Claim.objects.filter(pk=one.claim_id).first()
    first = Mention.objects.filter(pk=one.first_mention_id or 0).first()
    if first is None:
        return None
    key = (first.pk, one.first_text)
    if key not in made:
        made[key] = Claim.objects.create(
            text=one.first_text[:500], language=language_of(one.first_text), first_at=first.published_at or first.found_at,
            last_at=first.published_at or first.found_at,
        )  # fmt: skip
        _copy(made[key], first, one.first_text, 1.0)
    return made[key]


def _copy(claim: Claim, mention: Mention, text: str, score: float) -> None:
    copy, created = ClaimCopy.objects.get_or_create(
        claim=claim, mention=mention, defaults={"text": text[:500], "score": round(score, 4)}
    )
    if not created:
        return
    at = mention.published_at or mention.found_at
    Claim.objects.filter(pk=claim.pk).update(last_at=Greatest(F("last_at"), at))
    if claim.is_followed and mention.original_id is None:
        record(
            facts.ClaimRepeated(
                unit_id=mention.unit_id, subject=ref("listening", "claim", claim.pk),
                about=(ref("listening", "mention", mention.pk),), claim=claim.text, score=copy.score,
            )
        )  # fmt: skip


@transaction.atomic
def follow_claim(claim: Claim, *, acting_user: Any = None) -> Claim:
    """From now on each new telling of a claim is stated. Without a user: because it was answered."""
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    require(acting_user is None or can_shape_claims(acting_user))
    if not locked.is_followed:
        locked.is_followed, locked.is_ignored = True, False
        locked.save(update_fields=["is_followed", "is_ignored"])
        audit(FOLLOWED, locked, user=acting_user)
    return locked


@transaction.atomic
def ignore_claim(claim: Claim, *, ignored: bool = True, acting_user: Any) -> Claim:
    """Take a claim out of the list, because it claims nothing; or put it back."""
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    require(can_shape_claims(acting_user))
    if locked.is_ignored != ignored:
        locked.is_ignored = ignored
        locked.save(update_fields=["is_ignored"])
        audit(IGNORED, locked, user=acting_user, new=ignored)
    return locked


@transaction.atomic
def reword_claim(claim: Claim, text: str, *, acting_user: Any) -> Claim:
    """Say a claim better than its first teller did; new tellings are compared with the new words. What was told stays as told."""
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    require(can_shape_claims(acting_user))
    statement = statement_of(text)
    if statement is None:
        raise ValidationError(_("Write the claim as one sentence, 5 to 160 characters."))
    if locked.text != statement.text:
        old, locked.text = locked.text, statement.text
        locked.language = language_of(statement.text)
        locked.save(update_fields=["text", "language"])
        audit(REWORDED, locked, user=acting_user, old=old, new=locked.text)
    return locked


@transaction.atomic
def join_claims(kept: Claim, gone: Claim, *, acting_user: Any) -> Claim:
    """Two claims are one: the copies go to the one that is kept, the other leads on to it."""
    require(can_shape_claims(acting_user))
    rows = {
        claim.pk: claim for claim in Claim.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    first, second = rows[kept.pk], rows[gone.pk]
    if second.merged_into_id == first.pk:
        return first
    if first.pk == second.pk or first.merged_into_id or second.merged_into_id:
        raise ValidationError(_("Choose another claim, one that stands by itself."))
    there = set(first.claim_copies.values_list("mention_id", flat=True))
    second.claim_copies.filter(~Q(mention__in=there)).update(claim=first)
    second.merged_into = first
    second.save(update_fields=["merged_into"])
    first.first_at, first.last_at = min(first.first_at, second.first_at), max(first.last_at, second.last_at)
    first.is_followed = first.is_followed or second.is_followed
    first.save(update_fields=["first_at", "last_at", "is_followed"])
    audit(JOINED, first, user=acting_user, new=second.pk)
    return first


@transaction.atomic
def add_claim(text: str, *, mention: Mention | None = None, acting_user: Any) -> Claim:
    """Write a claim down by hand, perhaps from a mention; the same words again are the same claim."""
    require(can_shape_claims(acting_user))
    statement = statement_of(text)
    if statement is None:
        raise ValidationError(_("Write the claim as one sentence, 5 to 160 characters."))
    now = timezone.now()
    at = (mention.published_at or mention.found_at) if mention else now
    claim, created = Claim.objects.get_or_create(
        text=statement.text, defaults={"language": language_of(statement.text), "first_at": at, "last_at": at}
    )
    if mention:
        _copy(claim, mention, statement.text, 1.0)
    if created:
        audit(ADDED, claim, user=acting_user)
    return claim
