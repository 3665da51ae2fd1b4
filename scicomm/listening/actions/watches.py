"""Watches and alerts: standing queries made and changed by their owners, alerts raised once and marked as seen."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import listening as facts
from scicomm.facts.base import ref
from scicomm.listening.models import Alert, Mention, Watch
from scicomm.listening.permissions import can_change_watch, can_watch
from scicomm.listening.queries import full_text, watches_reaching
from scicomm.listening.rules.watches import Text, match, terms
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

CREATED = audit_entry("listening.watch.create", gettext_lazy("Create watch"), shred=nothing_personal)
CHANGED = audit_entry("listening.watch.change", gettext_lazy("Change watch"), shred=nothing_personal)
REMOVED = audit_entry("listening.watch.remove", gettext_lazy("Remove watch"), shred=nothing_personal)

CHANGEABLE = ("name", "any_words", "all_words", "none_words", "language", "is_on")


@transaction.atomic
def create_watch(
    *,
    unit: Unit,
    name: str,
    acting_user: Any,
    any_words: str = "",
    all_words: str = "",
    none_words: str = "",
    language: str = "",
    is_on: bool = True,
) -> Watch:
    """A standing query of the acting user in a unit. The same name there gives the watch that is there (a double post is one)."""
    require(can_watch(acting_user, unit))
    if not name.strip():
        raise ValidationError({"name": _("Give the watch a name.")})
    _require_words(any_words, all_words)
    watch, created = Watch.objects.get_or_create(
        owner=acting_user,
        unit=unit,
        name=name.strip()[:120],
        defaults={
            "any_words": any_words,
            "all_words": all_words,
            "none_words": none_words,
            "language": language,
            "is_on": is_on,
        },
    )
    if created:
        audit(CREATED, watch, user=acting_user, new=_words_of(watch))
    return watch


def _require_words(any_words: str, all_words: str) -> None:
    if not terms(any_words) and not terms(all_words):
        raise ValidationError(_("Give at least one word to look for."))


def _words_of(watch: Watch) -> dict[str, Any]:
    return {name: getattr(watch, name) for name in CHANGEABLE}


@transaction.atomic
def change_watch(watch: Watch, *, acting_user: Any, **values: Any) -> Watch:
    """Change a watch; only its owner does. Alerts that were raised stay."""
    locked = Watch.objects.select_for_update().select_related("unit").get(pk=watch.pk)
    require(can_change_watch(acting_user, locked))
    old = _words_of(locked)
    changed = [name for name in CHANGEABLE if name in values and values[name] != old[name]]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, values[name])
    _require_words(locked.any_words, locked.all_words)
    locked.save(update_fields=changed)
    audit(CHANGED, locked, user=acting_user, old=old, new=_words_of(locked))
    return locked


@transaction.atomic
def remove_watch(watch: Watch, *, acting_user: Any) -> None:
    """Remove a watch with its alerts; only its owner does."""
    locked = Watch.objects.select_for_update().select_related("unit").get(pk=watch.pk)
    require(can_change_watch(acting_user, locked))
    audit(REMOVED, locked, user=acting_user, old=_words_of(locked))
    locked.delete()


@transaction.atomic
def raise_alerts(mention: Mention) -> list[Alert]:
    """An alert for each watch that fits a mention, with the words that matched; never a second one for the same pair."""
    text = Text(full_text(mention))
    raised = []
    for watch in watches_reaching(mention):
        verdict = match(
            text,
            any_terms=watch.any_terms,
            all_terms=watch.all_terms,
            none_terms=watch.none_terms,
            language=watch.language,
            of=mention.language,
        )
        if not verdict.fits:
            continue
        alert, created = Alert.objects.get_or_create(
            watch=watch, mention=mention, defaults={"matched": list(verdict.matched)}
        )
        if created:
            raised.append(alert)
            record(
                facts.WatchRaised(
                    unit_id=watch.unit_id,
                    subject=ref("listening", "alert", alert.pk),
                    about=(ref("listening", "mention", mention.pk),),
                    watch=watch.name,
                )
            )
    return raised


@transaction.atomic
def mark_alert_seen(alert: Alert, *, acting_user: Any) -> Alert:
    """The owner has seen an alert; the first time counts."""
    locked = Alert.objects.select_for_update(of=("self",)).select_related("watch").get(pk=alert.pk)
    require(locked.watch.owner_id == acting_user.pk)
    if locked.seen_at is None:
        locked.seen_at = timezone.now()
        locked.save(update_fields=["seen_at"])
    return locked
