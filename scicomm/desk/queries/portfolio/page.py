"""All that one journal's page in the desk shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from scicomm.desk.queries.portfolio.table import GROUPS, HISTORY_YEARS, columns_of, history_of, journal_cells
from scicomm.journals.models import Journal
from scicomm.journals.permissions import ROWS, can_edit_journal, can_keep, can_step
from scicomm.journals.queries import portfolio_of
from scicomm.journals.rules.stages import NEXT


def journal_page(user: Any, journal: Journal, year: int) -> dict[str, Any]:
    """The page's context without what depends on how a figure is drawn."""
    history = history_of(user, journal, year)
    return {
        "journal": journal,
        "portfolio": portfolio_of(journal),
        "may": {noun: can_keep(user, journal, noun) for noun in ROWS},
        "may_step": any(can_step(user, journal, stage) for stage in NEXT.get(journal.stage, ())),
        "history": history,
        "years": list(range(year - HISTORY_YEARS + 1, year + 1)),
        "charts": _charts(history),
        "today_cells": journal_cells(user, journal, year),
        "page_actions": _actions(user, journal),
        "groups": [(label, columns_of(key)) for key, label in list(GROUPS.items())[1:]],
    }


def _charts(history: Any) -> list[dict[str, Any]]:
    """Output and the time to publish over the years, as bars."""
    wanted = {"output", "time"}
    return [
        {
            "title": column.label,
            "bars": [
                {
                    "label": str(year),
                    "value": figure.value or 0,
                    "text": figure.text or (str(figure.count) if figure.count else "–"),
                    "here": year == years[-1][0],
                }
                for year, figure in years
            ],
        }
        for column, years in history
        if column.key in wanted and any(figure.value for _year, figure in years)
    ]


def _actions(user: Any, journal: Journal) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"url": reverse("desk_portfolio"), "label": _("All journals"), "icon": "board"}]
    if can_edit_journal(user, journal):
        found.append({"url": reverse("journals:edit", args=[journal.pk]), "label": _("Particulars"), "icon": "pen"})
    if journal.is_public:
        found.append({"url": journal.get_absolute_url(), "label": _("Public page"), "icon": "out"})
    return found
