"""Watches read from a file: each becomes a watch of the acting user; what is there already is named, not made twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from scicomm.listening.actions.watches import create_watch
from scicomm.listening.models import Watch
from scicomm.listening.permissions import can_watch
from scicomm.listening.rules.watches import QueryError, Scope, from_file, render
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require


@dataclass
class ImportedWatches:
    """What became of the entries of a file: names made, names that were there already, (name, reason) of refused ones."""

    made: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def import_watches(data: bytes, *, unit: Unit, acting_user: Any) -> ImportedWatches:
    """Make the watches of a file in a unit; raises NoWatchFile for a file of another kind.

    There already is what has the same name, or asks for the same under another name.
    """
    require(can_watch(acting_user, unit))
    report = ImportedWatches()
    mine = Watch.objects.filter(owner=acting_user, unit=unit).select_related("unit")
    names = {watch.name for watch in mine}
    meanings = {_meaning(watch): watch.name for watch in mine}
    for entry in from_file(data):
        shown = entry.name or _("entry %(number)s") % {"number": entry.number}
        if entry.name in names:
            report.there.append(shown)
            continue
        meaning = _meaning(Watch(unit=unit, **{"language": "", **entry.values}))
        if meaning and meaning in meanings:
            report.there.append(
                _("%(name)s (asks for the same as “%(other)s”)") % {"name": shown, "other": meanings[meaning]}
            )
            continue
        try:
            with transaction.atomic():
                create_watch(unit=unit, name=entry.name, acting_user=acting_user, **entry.values)
        except ValidationError as error:
            # A message may mark the place with tags.
            report.refused.append((shown, unescape(strip_tags(" ".join(error.messages)))))
            continue
        report.made.append(shown)
        names.add(entry.name)
        if meaning:
            meanings[meaning] = entry.name
    return report


def _meaning(watch: Watch) -> tuple[str, Scope] | None:
    try:
        return render(watch.node), watch.scope
    except QueryError:
        return None
