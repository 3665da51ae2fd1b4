"""Journals: made, changed, and made for an article whose journal the house did not know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.models import Subject
from scicomm.journals.models import Journal
from scicomm.journals.permissions import can_create_journal, can_edit_journal
from scicomm.journals.rules.jats.identifiers import issn as checked_issn
from scicomm.journals.rules.jats.model import Journal as NamedJournal
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

CREATED = audit_entry("journals.journal.create", gettext_lazy("Create journal"), shred=nothing_personal)
CHANGED = audit_entry("journals.journal.edit", gettext_lazy("Change journal"), shred=nothing_personal)

EDITABLE = (
    "title_zh",
    "title_en",
    "issn",
    "eissn",
    "publisher",
    "description_zh",
    "description_en",
    "language",
)
LIMIT = {"title_zh": 200, "title_en": 200, "publisher": 200}
_HAN = re.compile(r"[\u3400-\u9fff]")


@transaction.atomic
def create_journal(
    *, unit: Unit, acting_user: Any = None, subjects: Iterable[Subject] = (), slug: str = "", **values: Any
) -> Journal:
    """Add a journal to a unit. Without a user it is the system that adds it, for an article it takes in.

    Raises ValidationError for a missing title, a wrong or known ISSN, or a short address that is taken.
    """
    require(acting_user is None or can_create_journal(acting_user, unit))
    journal = Journal(unit=unit, **{name: value for name, value in values.items() if name in EDITABLE})
    _check(journal)
    journal.slug = slug or free_slug(journal)
    journal.full_clean(exclude=["subjects"])
    journal.save()
    journal.subjects.set(subjects)
    audit(CREATED, journal, user=acting_user, new=journal.slug)
    return journal


@transaction.atomic
def edit_journal(
    journal: Journal, *, acting_user: Any, subjects: Iterable[Subject] | None = None, **values: Any
) -> Journal:
    """Change what is said of a journal; its unit and short address stay, because addresses are printed."""
    row = Journal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=journal.pk)
    require(can_edit_journal(acting_user, row))
    old = {name: getattr(row, name) for name in EDITABLE}
    new = old | {name: value for name, value in values.items() if name in EDITABLE}
    old_codes = sorted(row.subjects.values_list("code", flat=True))
    new_codes = old_codes if subjects is None else sorted(subject.code for subject in subjects)
    if new == old and new_codes == old_codes:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    _check(row)
    row.full_clean(exclude=["subjects"])
    row.save(update_fields=list(EDITABLE))
    if new_codes != old_codes:
        row.subjects.set(Subject.objects.filter(code__in=new_codes))
    audit(CHANGED, row, user=acting_user, old=old | {"subjects": old_codes}, new=new | {"subjects": new_codes})
    return row


def _check(journal: Journal) -> None:
    """A title in one language at least, and ISSNs with the right check digit."""
    if not (journal.title_zh or journal.title_en):
        raise ValidationError({"title_zh": _("Give the title in Chinese or in English.")})
    for name in ("issn", "eissn"):
        value = getattr(journal, name)
        if value and not checked_issn(value):
            raise ValidationError(
                {name: _("%(value)s is not an ISSN: the last digit checks the others.") % {"value": value}}
            )
        setattr(journal, name, checked_issn(value) if value else "")


def free_slug(journal: Journal) -> str:
    """A short address from the English title, else from the ISSN, that no other journal has."""
    plain = unicodedata.normalize("NFKD", journal.title_en).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].rstrip("-")
    base = base or f"journal-{journal.eissn or journal.issn}".lower().rstrip("-")
    taken = set(Journal.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def issns_of(named: NamedJournal) -> list[str]:
    """The ISSNs a file gives, the electronic one first."""
    order = {"electronic": 0, "print": 1, "linking": 2}
    return [value for _medium, value in sorted(named.issns.items(), key=lambda pair: order.get(pair[0], 3)) if value]


def titles_of(named: NamedJournal) -> tuple[str, str]:
    """The Chinese and the Latin title; a file without any is filed under its abbreviation or publisher."""
    chinese = named.titles.get("zh") or named.titles.get("zh-hant", "")
    others = [title for language, title in named.titles.items() if not language.startswith("zh")]
    latin = named.titles.get("en") or next(iter(others), "")
    if not (chinese or latin):
        spare = next(iter((*named.abbreviations, *named.ids.values(), named.publisher)), "") or "Unnamed journal"
        chinese, latin = (spare, "") if _HAN.search(spare) else ("", spare)
    return chinese[: LIMIT["title_zh"]], latin[: LIMIT["title_en"]]


def journal_for(named: NamedJournal, unit: Unit) -> Journal:
    """The journal a file names: by ISSN, else by title, else a new one under the unit."""
    numbers = issns_of(named)
    chinese, latin = titles_of(named)
    wanted = Q(eissn__in=numbers) | Q(issn__in=numbers)
    if chinese:
        wanted |= Q(title_zh__iexact=chinese)
    if latin:
        wanted |= Q(title_en__iexact=latin)
    known = list(Journal.objects.select_related("unit").filter(wanted).order_by("pk"))
    if known:
        # What an ISSN says counts before what a title says.
        return min(known, key=lambda one: not (one.eissn in numbers or one.issn in numbers))
    electronic = named.issns.get("electronic", "")
    return create_journal(
        unit=unit,
        title_zh=chinese,
        title_en=latin,
        issn=next((number for number in numbers if number != electronic), ""),
        eissn=electronic,
        publisher=named.publisher[: LIMIT["publisher"]],
        language="zh" if chinese and not latin else "en",
    )
