"""Harvest sources: added, changed, removed; each part of a source's list goes in whole, with the place where it ended."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.outside.addresses import address_problem
from scicomm.journals.actions.harvested import keep_records
from scicomm.journals.actions.in_common import Intake
from scicomm.journals.actions.intake import take_in
from scicomm.journals.models import HarvestSource
from scicomm.journals.permissions import can_harvest
from scicomm.journals.rules.oai.harvest import HarvestReading, goes_in_circles, wait_after
from scicomm.journals.rules.oai.problems import BAD_ARGUMENT, BAD_TOKEN
from scicomm.journals.rules.oai.reading import HarvestPart
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

ADDED = audit_entry("journals.harvest.add", gettext_lazy("Add harvest source"), shred=nothing_personal)
CHANGED = audit_entry("journals.harvest.change", gettext_lazy("Change harvest source"), shred=nothing_personal)
REMOVED = audit_entry("journals.harvest.remove", gettext_lazy("Remove harvest source"), shred=nothing_personal)
ASKED = audit_entry("journals.harvest.now", gettext_lazy("Harvest now"), shred=nothing_personal)

WHERE = ("base_address", "set_spec", "metadata_prefix")
CHANGEABLE = ("name", *WHERE, "every_hours", "is_on")


@transaction.atomic
def add_source(*, unit: Unit, acting_user: Any | None, **values: Any) -> HarvestSource:
    """A platform to harvest from now on. Raises ValidationError for an address that may not be asked or is known already."""
    require(can_harvest(acting_user, unit))
    source = HarvestSource(unit=unit, **{name: values[name] for name in CHANGEABLE if name in values})
    _check(source)
    source.save()
    audit(ADDED, source, user=acting_user, new=source.base_address)
    return source


@transaction.atomic
def change_source(source: HarvestSource, *, acting_user: Any, **values: Any) -> HarvestSource:
    """Change a source. Another address, set or format is another list: it is harvested from its beginning."""
    row = _locked(source)
    require(can_harvest(acting_user, row.unit))
    changed = {name: values[name] for name in CHANGEABLE if name in values and getattr(row, name) != values[name]}
    if not changed:
        return row
    old = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    _check(row)
    if set(WHERE) & changed.keys():
        _begin_again(row)
        row.last_datestamp, row.next_harvest_at, row.failures, row.last_error = "", None, 0, ""
    row.save()
    audit(CHANGED, row, user=acting_user, old=old, new=changed)
    return row


@transaction.atomic
def remove_source(source: HarvestSource, *, acting_user: Any) -> None:
    """Stop harvesting from a source; the articles it brought stay."""
    row = _locked(source)
    require(can_harvest(acting_user, row.unit))
    audit(REMOVED, row, user=acting_user, old=row.base_address)
    row.delete()


@transaction.atomic
def harvest_soon(source: HarvestSource, *, acting_user: Any) -> HarvestSource:
    """Let the worker harvest a source at once instead of at its hour. Raises ValidationError while it is switched off."""
    row = _locked(source)
    require(can_harvest(acting_user, row.unit))
    if not row.is_on:
        raise ValidationError(_("This source is switched off. Switch it on first."))
    row.next_harvest_at = timezone.now()
    row.save(update_fields=["next_harvest_at"])
    audit(ASKED, row, user=acting_user, new=row.base_address)
    return row


@transaction.atomic
def store_page(source: HarvestSource, reading: HarvestReading) -> HarvestSource:
    """Take in one part of a source's list and move on to the next, in one transaction.

    Killed before its end, nothing has happened and the same part is asked for again. A part that somebody else has stored
    meanwhile, and one of a source that was changed or switched off, is dropped. A failure is written down with its wait.
    """
    row = _locked(source)
    part = reading.part
    if row.resumption_token != reading.asked_with or not row.is_on or _where(row) != _where(source):
        return row
    if part is None:
        return _fail(row, reading.failure, code=reading.code, retry_after=reading.retry_after)
    if not reading.asked_with:
        _begin(row, reading, part)
    outcomes = take_in(reading.files, default_unit=row.unit, shared=Intake(only_unit=row.unit_id))
    counts, news = keep_records(row, part.items, reading.living, outcomes)
    row.counts = {name: row.counts.get(name, 0) + counts.get(name, 0) for name in {*row.counts, *counts}}
    row.pages += 1
    row.idle_pages = 0 if news else row.idle_pages + 1
    row.list_size = part.size if part.size is not None else row.list_size
    row.failures, row.last_error = 0, ""
    if goes_in_circles(reading.asked_with, part.token, row.idle_pages, row.pages):
        words = _("The list of this source goes round in circles: it says that it goes on, but brings nothing new.")
        _begin_again(row)
        return _fail(row, words)
    _move_on(row, part)
    row.save()
    return row


@transaction.atomic
def note_harvest_failure(source: HarvestSource, *, reason: str, code: str = "", retry_after: int | None = None) -> None:
    """Write down that a harvest failed and why; the next try waits longer each time (`rules.oai.harvest`)."""
    _fail(_locked(source), reason, code=code, retry_after=retry_after)


def _locked(source: HarvestSource) -> HarvestSource:
    return HarvestSource.objects.select_for_update(of=("self",)).select_related("unit").get(pk=source.pk)


def _where(source: HarvestSource) -> tuple[str, ...]:
    return tuple(getattr(source, name) for name in WHERE)


def _check(source: HarvestSource) -> None:
    source.base_address = source.base_address.strip()
    problem = address_problem(source.base_address)
    if problem:
        raise ValidationError({"base_address": problem})
    source.full_clean()


def _begin(row: HarvestSource, reading: HarvestReading, part: HarvestPart) -> None:
    """A new harvest: its number, what was asked, and the moment from which the harvest after it will ask."""
    row.run += 1
    row.began_at, row.asked_from, row.by_days = part.response_date, reading.asked_from, reading.by_days
    row.pages, row.idle_pages, row.list_size, row.counts = 0, 0, None, {}


def _begin_again(row: HarvestSource) -> None:
    """Give up the walk where it stands; the next harvest asks for the same once more."""
    row.resumption_token, row.began_at, row.idle_pages = "", "", 0


def _move_on(row: HarvestSource, part: HarvestPart) -> None:
    now = timezone.now()
    row.resumption_token = part.token
    if part.token:
        row.next_harvest_at = now
        return
    row.last_datestamp, row.last_harvested_at = row.began_at, now
    _begin_again(row)
    row.next_harvest_at = now + wait_after(row.every_hours, 0)


def _fail(row: HarvestSource, reason: str, *, code: str = "", retry_after: int | None = None) -> HarvestSource:
    if code in {BAD_TOKEN, BAD_ARGUMENT} and row.resumption_token:
        # The source has forgotten where we were. What went in stays in; the list is read again from its beginning.
        _begin_again(row)
    row.failures += 1
    row.last_error = reason[:2000].replace("\x00", "")
    row.next_harvest_at = timezone.now() + wait_after(row.every_hours, row.failures, asked=retry_after)
    row.save()
    return row
