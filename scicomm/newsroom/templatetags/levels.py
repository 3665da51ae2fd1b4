"""Words for the tables of what is offered upward."""

from __future__ import annotations

from django import template
from django.utils.dates import MONTHS

register = template.Library()


@register.filter
def month_name(number: int) -> str:
    """The month in the reader's language: 1 is January."""
    return str(MONTHS[number])
