"""What the list behind a cell shows of each row, by kind."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from scicomm.journals.queries import goals_standing
from scicomm.newsroom.permissions import dossiers_for


def behind_rows(kind: str, rows: list[Any], user: Any) -> list[dict[str, Any]]:
    """Rows as the page lists them: title, address, note."""
    return {"articles": _articles, "stories": _stories, "files": _files, "goals": _goals}[kind](rows, user)


def _articles(rows: list[Any], user: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": row.title or row.doi,
            "url": reverse("articles:inspect", args=[row.pk]),
            "note": f"{row.journal.title} · {date_format(row.published_on, 'DATE_FORMAT')} · doi:{row.doi}",
        }
        for row in rows
    ]


def _stories(rows: list[Any], user: Any) -> list[dict[str, Any]]:
    mine = set(dossiers_for(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [
        {
            "title": row.story.title,
            "url": reverse("newsroom_story", args=[row.story_id]) if row.pk in mine else row.story.get_url() or "",
            "note": f"{row.unit.name} · {date_format(row.published_at, 'DATE_FORMAT')} · {row.article.title}",
        }
        for row in rows
    ]


def _files(rows: list[Any], user: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": row.file_name,
            "url": reverse("quarantine:inspect", args=[row.pk]),
            "note": f"{row.unit.name} · {row.message}",
        }
        for row in rows
    ]


def _goals(rows: list[Any], user: Any) -> list[dict[str, Any]]:
    standing = {one.goal.pk: one for one in goals_standing([row.journal_id for row in rows])}
    return [
        {
            "title": f"{row.journal.title}: {row.indicator.name}",
            "url": reverse("desk_portfolio_journal", args=[row.journal_id]) + "#goals",
            "note": standing[row.pk].reasoning,
            "badge": standing[row.pk].label,
            "tone": standing[row.pk].tone,
        }
        for row in rows
    ]
