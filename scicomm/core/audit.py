"""The audit: who did what to which thing, in Wagtail's log; each kind of entry says how personal data in it is shredded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import ModelLogEntry, PageLogEntry

Shredder = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class AuditEntry:
    """A kind of entry: its name (`room.noun.verb`), its label, and its shredding rule."""

    name: str
    label: Promise | str
    shred: Shredder


ENTRIES: dict[str, AuditEntry] = {}
BLANK = "█"


def nothing_personal(data: Mapping[str, Any]) -> dict[str, Any]:
    """The shredding rule of entries that hold no personal data: keep all."""
    return dict(data)


def shred_fields(*names: str) -> Shredder:
    """A shredding rule that blanks the named fields, in the old and the new value too."""

    def shred(data: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: BLANK if key in names else (shred(value) if isinstance(value, Mapping) else value)
            for key, value in data.items()
        }

    return shred


def audit_entry(name: str, label: Promise | str, *, shred: Shredder) -> str:
    """Declare a kind of entry at the top of an `actions` module. `shred` has no default: whoever logs decides."""
    ENTRIES[name] = AuditEntry(name, label, shred)
    return name


# Through what a person acts when it is not the screen: a token of theirs. Set for one request.
_through: ContextVar[str] = ContextVar("audit_through", default="")


@contextmanager
def acting_through(what: str) -> Iterator[None]:
    """Entries in this block say through what the person acted: `token sct_1a2b3c4d`."""
    token = _through.set(what)
    try:
        yield
    finally:
        _through.reset(token)


def audit(name: str, instance: models.Model, *, user: Any, old: Any = None, new: Any = None, **data: Any) -> None:
    """Write an entry with the old and the new value; refuses a kind that was never declared."""
    _declared(name)
    data.setdefault("through", _through.get() or None)
    details = {key: value for key, value in {"old": old, "new": new, **data}.items() if value is not None}
    log(instance, name, user=user if getattr(user, "pk", None) else None, data=details)


def audit_all(name: str, said: Sequence[tuple[models.Model, Any]], *, user: Any) -> None:
    """`audit` of many things of one model (pages excepted), each with its new value, in one statement."""
    _declared(name)
    if not said:
        return
    active = get_active_log_context()
    through = {"through": _through.get()} if _through.get() else {}
    kind = ContentType.objects.get_for_model(said[0][0], for_concrete_model=False)
    now = timezone.now()
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=kind,
            object_id=str(instance.pk),
            label=ModelLogEntry.objects.get_instance_title(instance),
            action=name,
            timestamp=now,
            user=user if getattr(user, "pk", None) else active.user,
            uuid=active.uuid,
            data={"new": new, **through},
        )
        for instance, new in said
    )


def _declared(name: str) -> None:
    if name not in ENTRIES:
        raise LookupError(f"audit entry {name} was never declared with audit_entry()")


@transaction.atomic
def shred_audit_of(instance: models.Model) -> int:
    """Apply every entry's shredding rule to the log of one thing; returns how many entries were changed."""
    changed = 0
    entries: list[Any] = [*ModelLogEntry.objects.for_instance(instance)]
    if hasattr(instance, "get_parent"):
        entries += PageLogEntry.objects.filter(page_id=instance.pk)
    for entry in entries:
        kind = ENTRIES.get(entry.action)
        data = kind.shred(entry.data or {}) if kind else {}
        if data == (entry.data or {}) and (kind or entry.label == BLANK):
            continue
        # The label names the thing, and the thing may be a person.
        type(entry).objects.filter(pk=entry.pk).update(data=data, label=BLANK)
        changed += 1
    return changed
