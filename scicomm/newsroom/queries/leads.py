"""What is known of a paper when it is weighed, what is talked and told of these days, and a lead's reasons in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from scicomm.core.models import Subject
from scicomm.core.queries import calendar
from scicomm.journals.models import Article
from scicomm.journals.queries import term_counts
from scicomm.newsroom.enums import LeadState
from scicomm.newsroom.models import Dossier, Lead, TalkedSubject
from scicomm.newsroom.rules.decay import HALF_LIFE, halved_on, value_left, waiting_days
from scicomm.newsroom.rules.leads import HOT_DAYS, HOT_MENTIONS, PaperFacts, is_told
from scicomm.organisation.models import Unit

TOLD_DAYS = 60
TOLD_STORIES = 3
_FIGURE = re.compile(r"<figure[\s>]", re.IGNORECASE)


def told_subjects(today: dt.date) -> set[str]:
    """Codes of the subjects that were told of at least three times in the last sixty days."""
    since = today - dt.timedelta(days=TOLD_DAYS)
    rows = (
        Dossier.objects.filter(published_at__date__gte=since, article__subjects__isnull=False)
        .order_by()
        .values("article__subjects__code")
        .annotate(stories=Count("pk", distinct=True))
    )
    return {row["article__subjects__code"] for row in rows if row["stories"] >= TOLD_STORIES}


def hot_subjects(today: dt.date) -> set[str]:
    """Codes of the subjects that are spoken of outside these days; from the newsroom's own table, fed by facts."""
    rows = (
        TalkedSubject.objects.filter(day__gt=today - dt.timedelta(days=HOT_DAYS), day__lte=today)
        .values("subject__code")
        .annotate(mentions=Count("pk"))
    )
    return {row["subject__code"] for row in rows if row["mentions"] >= HOT_MENTIONS}


_DAYS = {
    "embargo": gettext_lazy("Comes out on %(day)s: time to prepare"),
    "waits": gettext_lazy("Not to be told before %(day)s: time to prepare"),
    "date_ahead": gettext_lazy("The day is %(day)s: time to prepare"),
}


def paper_facts(article: Article, today: dt.date) -> PaperFacts:
    """What the news value of a paper is weighed on. Seven queries at most."""
    authors = list(article.authors.select_related("person__unit"))
    ours = [author for author in authors if author.person_id]
    subjects = [subject.code for subject in article.subjects.all()]
    hot, told = hot_subjects(today), told_subjects(today)
    terms, cluster = term_counts(article)
    days_old = (today - article.published_on).days
    return PaperFacts(
        own_authors=len(ours),
        corresponding_is_ours=any(author.is_corresponding for author in ours),
        has_summary=bool(article.summary_zh or article.summary_en or article.reviewed_summaries),
        is_open_access=article.is_open_access,
        is_correction=article.corrects_id is not None or not is_told(article.article_type),
        days_old=days_old,
        hot_subjects=tuple(code for code in subjects if code in hot),
        abstract_length=len(article.abstract_zh or article.abstract_en),
        body_language_pair=bool(article.title_zh and article.title_en),
        own_units=tuple(dict.fromkeys(author.person.unit.slug for author in ours if author.person)),
        told_subjects=tuple(code for code in subjects if code in told),
        terms=tuple(terms.items()),
        cluster=cluster,
        figures=len(_FIGURE.findall(article.body_html)),
        funders=tuple(funders_of(article)),
        embargo=article.published_on.isoformat() if days_old < 0 else "",
    )


def funders_of(article: Article) -> list[str]:
    """The programmes and funders an article names, each once."""
    awards = [award for award in article.details.get("awards", []) if isinstance(award, dict)]
    names = (str(award.get("funder") or "").strip() for award in awards)
    return [name for name in dict.fromkeys(names) if name][:20]


def reasons_in_words(lead: Lead) -> list[dict[str, Any]]:
    """The reasons of a lead's news value as sentences, with what each adds. Two queries."""
    names = _names({name for reason in lead.reasons for name in reason.get("names", ())})
    return [
        {
            "text": _reason(
                reason["code"], reason.get("value", ""), [names.get(one, one) for one in reason.get("names", ())]
            ),
            "points": reason["points"],
        }
        for reason in lead.reasons
    ]


def _names(wanted: Iterable[str]) -> dict[str, str]:
    """Units by short address and subjects by code, in the reader's language."""
    if not wanted:
        return {}
    subjects = {subject.code: subject.name for subject in Subject.objects.filter(code__in=wanted)}
    return subjects | {unit.slug: unit.short_name for unit in Unit.objects.filter(slug__in=wanted)}


def _reason(code: str, value: str, names: list[str]) -> str:
    listed = pgettext("list", ", ").join(names) or value
    if code == "own_authors" and names:
        return _("Authors from our own institutes: %(value)s (%(units)s)") % {"value": value, "units": listed}
    if code == "fresh" and value.isdecimal():
        return ngettext("Published %(count)s day ago", "Published %(count)s days ago", int(value)) % {"count": value}
    if code in _DAYS and (day := parse_date(value)):
        return _DAYS[code] % {"day": date_format(day, "DATE_FORMAT")}
    if code == "talk":
        return _("Talked of outside %(count)s times in two weeks: %(value)s") % {"count": value, "value": listed}
    sentences = {
        "own_authors": _("Authors from our own institutes: %(value)s"),
        "corresponding": _("The corresponding author is ours"),
        "novelty": _("Terms hardly found in our other papers: %(value)s"),
        "hot_subject": _("A subject talked of outside these days: %(value)s"),
        "told_subject": _("A subject our stories followed these weeks: %(value)s"),
        "figures": _("Figures to show: %(value)s"),
        "funding": _("Funded by %(value)s"),
        "summary": _("Has a plain-language summary"),
        "open_access": _("Open access"),
        "both_languages": _("Title in both languages"),
        "correction": _("A correction notice"),
        "from_person": _("A colleague handed it in"),
        "from_mail": _("Somebody wrote a mail about it"),
        "from_api": _("Handed in by a program for a colleague"),
        "told_at_length": _("Told at some length"),
        "with_files": _("Files to look at: %(value)s"),
        "own_papers": _("Recent papers of ours on it: %(value)s"),
    }
    return sentences.get(code, code) % {"value": listed}


def ageing_in_words(lead: Lead, today: dt.date) -> str:
    """What waiting did to a lead's news value; nothing where it did nothing yet. One query."""
    if lead.state not in {LeadState.NEW, LeadState.STALE} or not lead.news_value:
        return ""
    worked = calendar()
    days = waiting_days(lead.clock_from, today, worked)
    if lead.state == LeadState.STALE:
        return _("Nobody took it for %(days)s working days. It can still be taken.") % {"days": days}
    if days >= HALF_LIFE:
        day = date_format(halved_on(lead.clock_from, worked), "DATE_FORMAT")
        return _("Lost half its value since %(day)s: nobody took it.") % {"day": day}
    left = value_left(lead.news_value, days)
    return _("Loses half its value every %(days)s working days; %(value)s is left.") % {
        "days": HALF_LIFE, "value": f"{left:.2f}",
    } if left < lead.news_value else ""  # fmt: skip
