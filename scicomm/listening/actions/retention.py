"""What is kept how long, and giving it up when its term is over; which outlets are our own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import give_up_words
from scicomm.facts.base import ref
from scicomm.listening.models import Claim, ClaimCopy, FeedDay, HotTopic, Mention, OwnOutlet, RetentionTerm, SourceClass
from scicomm.listening.permissions import can_set_terms
from scicomm.listening.queries import terms
from scicomm.listening.rules.retention import LONGEST_DAYS, SHORTEST_DAYS, Kept
from scicomm.listening.rules.sources.own import place_of
from scicomm.organisation.permissions import require

TERMS_SET = audit_entry("listening.terms.set", gettext_lazy("Change terms of keeping"), shred=nothing_personal)
OUTLETS_SET = audit_entry("listening.outlets.set", gettext_lazy("Change own outlets"), shred=nothing_personal)

AT_ONCE = 500
DAYS_KEPT = dt.timedelta(days=400)
"""How long the figures of a feed's days are kept: a year and its neighbour to compare with."""


@transaction.atomic
def set_terms(values: Mapping[str, Kept], *, acting_user: Any) -> None:
    """Set how long items of each class are kept. Listeners of the top unit only: it holds for all units."""
    require(can_set_terms(acting_user))
    before = terms()
    for name, kept in values.items():
        if name not in SourceClass.values:
            raise ValidationError(_("Choose who speaks."))
        if not all(SHORTEST_DAYS <= days <= LONGEST_DAYS for days in (kept.text_days, kept.mention_days)):
            raise ValidationError(_("Between one day and ten years."))
        if kept.text_days > kept.mention_days:
            raise ValidationError(_("The text cannot be kept longer than the mention itself."))
        if before[name] == kept:
            continue
        row, _made = RetentionTerm.objects.update_or_create(
            source_class=name, defaults={"text_days": kept.text_days, "mention_days": kept.mention_days}
        )
        old, new = ([each.text_days, each.mention_days] for each in (before[name], kept))
        audit(TERMS_SET, row, user=acting_user, old=old, new=new)


@transaction.atomic
def set_own_outlets(lines: Iterable[str], *, acting_user: Any) -> int:
    """Set which hosts and addresses are ours beside our sites and accounts; what is stored already is marked anew where it stands
    there. Returns how many places there are."""
    require(can_set_terms(acting_user))
    wanted: set[str] = set()
    for line in filter(None, (line.strip() for line in lines)):
        place = place_of(line)
        if place is None or len(place) > 500:
            raise ValidationError(
                {"places": _("This is neither a host nor an address: %(line)s") % {"line": line[:200]}}
            )
        wanted.add(place)
    rows = {row.place: row for row in OwnOutlet.objects.select_for_update()}
    for place in rows.keys() - wanted:
        audit(OUTLETS_SET, rows[place], user=acting_user, old=place)
        rows[place].delete()
    for place in sorted(wanted - rows.keys()):
        audit(OUTLETS_SET, OwnOutlet.objects.create(place=place), user=acting_user, new=place)
        host = place.split("/", 1)[0]
        if host == place:
            # Pages on hosts of others are marked from now on; going through all addresses there would take too long here.
            same = Q(source=host) | Q(source__endswith=f".{host}")
            Mention.objects.filter(same).update(source_class=SourceClass.OWN)
    return len(wanted)


def forget_some(*, limit: int = AT_ONCE) -> tuple[int, int]:
    """Give up one batch of what is over its term, in short transactions: mentions that are linked to nothing of ours, and
    texts of all. What stands in a case, an answer or anything else of a higher room stays whole; what such a thing speaks of
    through a claim or a topic keeps its title and address. Returns how many mentions and how many texts went."""
    now, gone, blanked = timezone.now(), 0, 0
    for name, kept in terms().items():
        gone += _forget_mentions(name, kept.mention_before(now), limit - gone)
        blanked += _forget_texts(name, kept.text_before(now), limit - blanked)
    return gone, blanked


@transaction.atomic
def _forget_mentions(source_class: str, before: dt.datetime, limit: int) -> int:
    if limit <= 0:
        return 0
    over = Mention.objects.unlinked().filter(source_class=source_class, found_at__lt=before)
    over = over.exclude(_evidence()).exclude(_spoken_of())
    keys = list(over.order_by("found_at").values_list("pk", flat=True)[:limit])
    if keys:
        subjects = [ref("listening", "mention", key) for key in keys]
        give_up_words("listening.mention_found", subjects, ("title", "url"))
        Mention.objects.filter(pk__in=keys).delete()
    return len(keys)


@transaction.atomic
def _forget_texts(source_class: str, before: dt.datetime, limit: int) -> int:
    if limit <= 0:
        return 0
    over = Mention.objects.filter(source_class=source_class, found_at__lt=before, forgotten_at__isnull=True)
    keys = list(over.exclude(_evidence()).order_by("found_at").values_list("pk", flat=True)[:limit])
    Mention.objects.filter(pk__in=keys).update(body="", excerpt="", forgotten_at=timezone.now())
    return len(keys)


def _outer(model: type[Model]) -> list[Any]:
    """The relations by which things of higher rooms point at a model. They cannot be imported here; that they point is enough."""
    return [
        relation
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label != model._meta.app_label
    ]


def _pointed_at(model: type[Model], key: str) -> Q:
    found = Q(pk__in=[])
    for relation in _outer(model):
        rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef(key)})
        found |= Q(Exists(rows))
    return found


def _evidence() -> Q:
    """A case or another thing of a higher room was made from the mention."""
    return _pointed_at(Mention, "pk")


def _spoken_of() -> Q:
    """A case or an answer speaks of the claim that the mention repeats, or of its hot topic."""
    claims = Claim.objects.filter(_pointed_at(Claim, "pk")).values("pk")
    topics = HotTopic.objects.filter(_pointed_at(HotTopic, "pk")).values("pk")
    copies = ClaimCopy.objects.filter(mention=OuterRef("pk"), claim__in=claims)
    return Q(Exists(copies)) | Q(topic__in=topics)


@transaction.atomic
def tidy_days() -> int:
    """Give up figures of days that nobody compares with any more."""
    return FeedDay.objects.filter(day__lt=timezone.localdate() - DAYS_KEPT).delete()[0]
