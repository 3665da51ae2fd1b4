"""Journals: made, changed, and made for an article whose journal the house did not know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.models import Subject
from scicomm.journals.models import LANGUAGES, Article, Journal, Stage
from scicomm.journals.permissions import can_create_journal, can_edit_journal
from scicomm.journals.rules.jats.identifiers import issn as checked_issn
from scicomm.journals.rules.jats.model.article import Journal as NamedJournal
from scicomm.journals.rules.serials import cn_number, coden
from scicomm.journals.rules.stages import INCUBATION
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
    "cn_number",
    "coden",
    "languages",
    "frequency",
    "founded_year",
    "website",
    "access",
    "access_policy_zh",
    "access_policy_en",
    "apc_amount",
    "apc_currency",
)
# What the records of a journal's articles say of it: harvesters learn of a change by the articles' datestamps.
IN_RECORDS = ("title_zh", "title_en", "issn", "eissn", "publisher")
LIMIT = {"title_zh": 200, "title_en": 200, "publisher": 200}
_HAN = re.compile(r"[\u3400-\u9fff]")


@transaction.atomic
def create_journal(
    *,
    unit: Unit,
    acting_user: Any = None,
    subjects: Iterable[Subject] = (),
    slug: str = "",
    stage: str = Stage.ESTABLISHED,
    **values: Any,
) -> Journal:
    """Add a journal to a unit. Without a user it is the system that adds it, for an article it takes in.

    With `stage` it begins as an idea (or further on its way): until it is launched, nobody outside hears of it.

    Raises ValidationError for a missing title, a wrong or known ISSN, or a short address that is taken.
    """
    require(acting_user is None or can_create_journal(acting_user, unit))
    journal = Journal(unit=unit, **{name: value for name, value in values.items() if name in EDITABLE})
    journal.stage, journal.is_public = stage, stage not in INCUBATION
    _check(journal)
    journal.slug = slug or free_slug(journal)
    # Whoever adds one for an article has looked just now. What another process added since, the database refuses, and then
    # the article looks again.
    journal.full_clean(exclude=["subjects"], validate_constraints=acting_user is not None)
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
    if any(new[name] != old[name] for name in IN_RECORDS):
        Article.everything.filter(journal=row).update(changed_at=timezone.now())
    if new_codes != old_codes:
        row.subjects.set(Subject.objects.filter(code__in=new_codes))
    old, new = old | {"subjects": old_codes}, new | {"subjects": new_codes}
    audit(CHANGED, row, user=acting_user, old=_said(old), new=_said(new))
    return row


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the audit can hold them."""
    return {name: value if isinstance(value, str | int | list) else str(value or "") for name, value in values.items()}


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
    _check_numbers(journal)


def _check_numbers(journal: Journal) -> None:
    """CN number and CODEN in their one spelling; a charge has its currency."""
    if journal.cn_number and not cn_number(journal.cn_number):
        raise ValidationError(
            {
                "cn_number": _("%(value)s is not a CN number: it looks like CN 11-1234/Q (region, four digits, class).")
                % {"value": journal.cn_number}
            }
        )
    if journal.coden and not coden(journal.coden):
        raise ValidationError(
            {
                "coden": _("%(value)s is not a CODEN: five letters and a sign that checks them.")
                % {"value": journal.coden}
            }
        )
    journal.cn_number, journal.coden = cn_number(journal.cn_number), coden(journal.coden)
    journal.apc_currency = journal.apc_currency.strip().upper()
    if journal.apc_amount is not None and not re.fullmatch(r"[A-Z]{3}", journal.apc_currency):
        raise ValidationError({"apc_currency": _("Say the currency of the charge in three letters: CNY, USD, EUR.")})
    known = dict(LANGUAGES)
    journal.languages = [code for code in known if code in set(journal.languages or ())]


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
    """The journal a file names: by ISSN, else by CN number, else by title, else a new one under the unit.

    One that has no CN number gets the file's."""
    numbers = issns_of(named)
    chinese, latin = titles_of(named)
    chinese_number = cn_number(named.cn_number)
    wanted = Q(eissn__in=numbers) | Q(issn__in=numbers)
    if chinese_number:
        wanted |= Q(cn_number=chinese_number)
    if chinese:
        wanted |= Q(title_zh__iexact=chinese)
    if latin:
        wanted |= Q(title_en__iexact=latin)
    known = list(Journal.objects.select_related("unit").filter(wanted).order_by("pk"))
    if known:
        # What an ISSN says counts before what a CN number says, and that before what a title says.
        found = min(
            known,
            key=lambda one: (
                not (one.eissn in numbers or one.issn in numbers),
                not chinese_number or one.cn_number != chinese_number,
            ),
        )
        if chinese_number and chinese_number not in {one.cn_number for one in known} and not found.cn_number:
            _learn_number(found, chinese_number)
        return found
    electronic = named.issns.get("electronic", "")
    return create_journal(
        unit=unit,
        title_zh=chinese,
        title_en=latin,
        issn=next((number for number in numbers if number != electronic), ""),
        eissn=electronic,
        publisher=named.publisher[: LIMIT["publisher"]],
        language="zh" if chinese and not latin else "en",
        cn_number=chinese_number,
    )


@transaction.atomic
def _learn_number(journal: Journal, number: str) -> None:
    """Give a journal the CN number that its articles' files state; never over another one."""
    if Journal.objects.filter(pk=journal.pk, cn_number="").update(cn_number=number):
        journal.cn_number = number
        audit(CHANGED, journal, user=None, old={"cn_number": ""}, new={"cn_number": number})
