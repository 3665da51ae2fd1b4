"""Leads mined from important dates that come near, and from subjects much talked of; once for each occurrence."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scicomm.core.ledger import record
from scicomm.core.models import Subject
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.leads import value_columns
from scicomm.newsroom.enums import LeadSource
from scicomm.newsroom.models import ImportantDate, Lead
from scicomm.newsroom.queries import Talk, recent_papers
from scicomm.newsroom.rules.hints import HintFacts, hint_value

# A subject that stays talked of gives no second lead to a unit for so long.
QUIET = dt.timedelta(days=30)


@transaction.atomic
def mine_date(date: ImportantDate, today: dt.date) -> Lead | None:
    """An important date that is near enough becomes a lead of its unit, once for each time it comes."""
    day = date.next_after(today)
    if not date.is_on or not date.mined_days_ahead or day is None or (day - today).days > date.mined_days_ahead:
        return None
    key = f"date:{date.pk}:{day.isoformat()}"
    if Lead.objects.filter(occurrence=key).exists():
        return None
    subjects = list(date.subjects.values_list("pk", "code"))
    papers = recent_papers([pk for pk, _code in subjects], today, unit=date.unit) if subjects else []
    hint = HintFacts(LeadSource.DATE, day=day.isoformat(), papers=len(papers))
    titles = [f"· {paper.title}" for paper in papers[:5]]
    lead, created = Lead.objects.get_or_create(
        occurrence=key,
        defaults={
            "unit": date.unit,
            "title": _("%(name)s, %(day)s") % {"name": date.name, "day": date_format(day, "DATE_FORMAT")},
            "body": "\n".join(filter(None, [date.note, *titles])),
            "source": LeadSource.DATE,
            "important_date": date,
            **value_columns(*hint_value(hint)),
        },
    )
    return _mined(lead, (ref("newsroom", "date", date.pk),)) if created else None


@transaction.atomic
def mine_talk(talk: Talk, today: dt.date) -> Lead | None:
    """A subject much talked of, on which a unit has recent papers, becomes a lead of that unit; not again for thirty days."""
    # Two workers mine at once: the subject's row lets one of them look after the other.
    subject = Subject.objects.select_for_update().get(code=talk.subject)
    newest = talk.papers[0]
    unit = newest.unit
    prefix = f"talk:{talk.subject}:{unit.pk}:"
    if Lead.objects.filter(occurrence__startswith=prefix, created_at__gt=timezone.now() - QUIET).exists():
        return None
    hint = HintFacts(LeadSource.TALK, mentions=talk.mentions, subjects=(talk.subject,), papers=len(talk.papers))
    lead, created = Lead.objects.get_or_create(
        occurrence=f"{prefix}{today.isoformat()}",
        defaults={
            "unit": unit,
            "title": (_("%(subject)s is talked of outside: our papers on it") % {"subject": subject.name})[:300],
            "body": "\n".join(f"· {paper.title}" for paper in talk.papers[:5]),
            "source": LeadSource.TALK,
            "article": newest,
            **value_columns(*hint_value(hint)),
        },
    )
    return _mined(lead, (ref("journals", "article", newest.pk),)) if created else None


def _mined(lead: Lead, about: tuple[str, ...]) -> Lead:
    record(
        facts.LeadMined(
            unit_id=lead.unit_id,
            subject=ref("newsroom", "lead", lead.pk),
            about=about,
            title=lead.title,
            news_value=lead.news_value,
        )
    )
    return lead
