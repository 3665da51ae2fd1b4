"""Template tags of usage: what readers see of a journal; one query."""

from __future__ import annotations

from django import template

from scicomm.journals.models import Journal
from scicomm.journals.queries import Figures, journal_figures

register = template.Library()


@register.simple_tag
def usage_of_journal(journal: Journal) -> Figures:
    """Views and downloads of all articles of a journal, and until which day they were counted."""
    return journal_figures(journal)
